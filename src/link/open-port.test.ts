import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { systemClock } from "../base/clock.ts";
import { loadKoffi } from "./koffi.ts";
import { openPort } from "./open-port.ts";
import { LinkError, type LinkFault } from "./port.ts";

const refusal = async (name: string): Promise<{ readonly fault: LinkFault; readonly message: string }> => {
  try {
    (await openPort(name, { clock: systemClock })).close();
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
  throw new Error(`${name} could be opened`);
};

describe.runIf(process.platform === "linux")("on Linux", () => {
  test.each(["", "nowhere0", "a-name-that-is-longer-than-any", "eth0\0", "../../etc"])(
    "%j is no interface, and those that there are are listed",
    async (name) => {
      const { fault, message } = await refusal(name);
      expect(fault).toBe("no such interface");
      for (const [one, addresses] of Object.entries(networkInterfaces()))
        if (addresses?.some(({ internal }) => !internal)) expect(message).toContain(`  ${one} (`);
    },
  );

  test("loopback is no Ethernet", async () => {
    expect((await refusal("lo")).fault).toBe("not Ethernet");
  });
});

test("where koffi is missing, its error says how to install it", async () => {
  const missing = loadKoffi(() => Promise.reject(new Error("Cannot find package 'koffi'")));
  await expect(missing).rejects.toThrow(LinkError);
  await expect(missing).rejects.toMatchObject({ fault: "no library" });
  await expect(missing).rejects.toThrow("`npm install koffi`");
});
