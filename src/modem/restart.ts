/**
 * Restarts of an adapter, and waiting until it is back.
 *
 * @module
 */

import { TimeoutError } from "../base/run.ts";
import { LinkError } from "../link/port.ts";
import { NSCM_RESET_DEVICE_REQ } from "../messages/homeplug/lumissil.ts";
import { FAC_DEFAULTS_CNF, FAC_DEFAULTS_REQ, RS_DEV_CNF, RS_DEV_REQ } from "../messages/homeplug/qualcomm-device.ts";
import { VS_RESET_CNF, VS_RESET_REQ } from "../messages/homeplug/vertexcom.ts";
import { ask, checkStatus, type Desk } from "./asking.ts";
import { ModemError } from "./failures.ts";
import { askFirmware } from "./firmware.ts";
import { adapterTiming } from "./timing.ts";

/** Restarts it. It is deaf for some seconds afterwards. */
export async function reset(desk: Desk): Promise<void> {
  const { adapter, station } = desk;
  switch (adapter.vendor) {
    case "Qualcomm": {
      const { Status } = await ask(desk, RS_DEV_REQ, {}, RS_DEV_CNF);
      checkStatus(RS_DEV_CNF, Status, adapter, "restart it");
      return;
    }
    case "Lumissil":
      // It does not confirm.
      station.send(NSCM_RESET_DEVICE_REQ, { Version: 0, RequestID: 0, Mode: 0 }, adapter.mac);
      return;
    case "Vertexcom": {
      const { Result } = await ask(desk, VS_RESET_REQ, {}, VS_RESET_CNF);
      if (Result !== 0) throw new ModemError("refused", `Cannot restart it: ${adapter.mac} answers ${Result}`);
    }
  }
}

/** Gives it back the parameters that it had when it left the factory. It restarts by itself. */
export async function factoryDefaults(desk: Desk): Promise<void> {
  if (desk.adapter.vendor !== "Qualcomm") {
    throw new ModemError(
      "unsuitable",
      `Cannot reset it to the factory's state: how is not known for ${desk.adapter.vendor}`,
    );
  }
  const { Status } = await ask(desk, FAC_DEFAULTS_REQ, {}, FAC_DEFAULTS_CNF);
  checkStatus(FAC_DEFAULTS_CNF, Status, desk.adapter, "reset it to the factory's state");
}

/**
 * Waits until it has been silent and answers again.
 *
 * @returns its firmware.
 * @throws {ModemError} `vanished`
 */
export async function waitUntilBack(desk: Desk): Promise<string> {
  const { adapter, run, timing = adapterTiming } = desk;
  const began = run.clock.now();
  let wasSilent = false;
  while (run.clock.now() - began < timing.restart) {
    try {
      const firmware = await askFirmware(desk, timing.again);
      // It may answer once more before it goes down.
      if (wasSilent || run.clock.now() - began > timing.goneDark) return firmware;
    } catch (error) {
      run.throwIfEnded();
      if (!(error instanceof TimeoutError) && !(error instanceof LinkError)) throw error;
      wasSilent = true;
    }
    await run.pause(timing.again);
  }
  throw new ModemError(
    "vanished",
    `${adapter.mac} has not come back within ${timing.restart / 1000} s of its restart`,
    {
      checks: ["Unplug it for a moment.", "Does it answer `plugtalk modem list` then?"],
    },
  );
}
