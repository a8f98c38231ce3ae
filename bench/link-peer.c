/*
 * The yardstick of bench/link.ts: raw Ethernet in the least code there can be.
 *
 *   link-peer INTERFACE echo                 sends back each frame to whom it came from
 *   link-peer INTERFACE ask COUNT            asks COUNT times, prints the round trips in ns, one a line
 *   link-peer INTERFACE blast COUNT RATE     waits for a line, then sends COUNT frames, RATE a second (0: as fast as it goes)
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TYPE 0x88b5
#define LENGTH 60

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int s = socket(AF_PACKET, SOCK_RAW, 0);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(TYPE), .sll_ifindex = if_nametoindex(argv[1])};
  if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof at)) return perror("link-peer"), 1;
  unsigned char frame[LENGTH] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, TYPE >> 8, TYPE & 0xff}, room[2048];
  long count = argc > 3 ? atol(argv[3]) : 0;
  puts("ready");
  fflush(stdout);

  if (!strcmp(argv[2], "echo"))
    for (;;) {
      ssize_t n = recv(s, room, sizeof room, 0);
      if (n < 14) continue;
      memcpy(room, room + 6, 6);
      memcpy(room + 6, frame + 6, 6);
      send(s, room, n, 0);
    }
  if (!strcmp(argv[2], "ask"))
    for (long i = 0; i < count; i++) {
      int64_t start = now();
      send(s, frame, LENGTH, 0);
      recv(s, room, sizeof room, 0);
      printf("%lld\n", (long long)(now() - start));
      /* So that who answers has fallen asleep in between, as between the questions of a car. */
      usleep(500 + random() % 1000);
    }
  if (!strcmp(argv[2], "blast")) {
    double rate = argc > 4 ? atof(argv[4]) : 0;
    getchar();
    int64_t start = now();
    for (long i = 0; i < count; i++) {
      while (rate > 0 && (now() - start) * rate / 1e9 < i) usleep(200);
      uint32_t number = htonl(i);
      memcpy(frame + 14, &number, 4);
      send(s, frame, LENGTH, 0);
    }
    printf("%.0f\n", count / ((now() - start) / 1e9));
  }
  return 0;
}
