import { expect, test } from "vitest";
import { describeNamespaces, laboratory } from "./namespaces.ts";
import { TEST_TYPE, testFrame } from "./test-frames.ts";

describeNamespaces("network namespaces of the tests", () => {
  test("a program in one namespace answers frames that come from another", async () => {
    using lab = laboratory();
    const charger = lab.namespace("charger");
    const here = lab.freeName();
    lab.join({ name: here, mac: "02:00:00:00:00:0a" }, { in: charger, name: "plc0", mac: "02:00:00:00:00:0b" });
    const echo = charger.node("test/port-peer.ts", "plc0", "echo");
    expect(await echo.line(/ready/)).toBe("ready 02:00:00:00:00:0b");
    const port = await lab.open(here, { etherType: TEST_TYPE });
    const answer = new Promise<Uint8Array>((resolve) => port.onFrame(({ octets }) => resolve(octets)));

    port.send(testFrame({ from: "02:00:00:00:00:0a", content: Uint8Array.from({ length: 60 }, (_, i) => i) }));

    expect(await answer).toEqual(
      testFrame({
        to: "02:00:00:00:00:0a",
        from: "02:00:00:00:00:0b",
        content: Uint8Array.from({ length: 60 }, (_, i) => i),
      }),
    );
  });

  test("addresses of the cable hold at once, and neighbours find each other", async () => {
    using lab = laboratory();
    const [car, charger] = [lab.namespace("car"), lab.namespace("charger")];
    lab.join(
      { in: car, name: "plc0", mac: "02:00:00:00:00:0a", hasIpv6: true },
      { in: charger, name: "plc0", mac: "02:00:00:00:00:0b", hasIpv6: true },
    );
    const server = charger.start([
      process.execPath,
      "-e",
      `const socket = require("dgram").createSocket("udp6");
       socket.on("message", (message, from) => { console.log(String(message), from.address); socket.close(); });
       socket.bind(15118, "fe80::ff:fe00:b%plc0", () => console.log("bound"));`,
    ]);
    await server.line(/bound/);
    const client = car.start([
      process.execPath,
      "-e",
      `const socket = require("dgram").createSocket("udp6");
       socket.send("hello", 15118, "fe80::ff:fe00:b%plc0", () => socket.close());`,
    ]);

    expect(await client.ended).toEqual({ code: 0, out: "", err: "" });
    expect(await server.ended).toEqual({ code: 0, out: "bound\nhello fe80::ff:fe00:a%plc0\n", err: "" });
  });

  test("nothing is left of a laboratory that is over", () => {
    let name = "";
    let plug = "";
    {
      using lab = laboratory();
      const car = lab.namespace("car");
      plug = lab.freeName();
      lab.join({ in: car, name: "plc0" }, { name: plug });
      name = car.name;
      expect(car.ip("-o", "link", "show", "plc0")).toContain("UP");
    }
    using lab = laboratory();
    const there = lab.namespace("other");
    expect(() => there.ip("link", "show", plug)).toThrow();
    expect(there.ip("netns", "list")).not.toContain(name);
  });

  test("a program that ends without saying what was waited for says why", async () => {
    using lab = laboratory();
    const program = lab.namespace("car").start([process.execPath, "-e", "console.error('no cable'); process.exit(3)"]);

    await expect(program.line(/ready/)).rejects.toThrow(/ended with 3 without saying[\s\S]*no cable/);
  });
});
