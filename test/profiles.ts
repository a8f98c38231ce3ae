/**
 * A car and a charger of no make, for journeys in which they are not what is looked at.
 *
 * @module
 */

import type { CarProfile } from "../src/simulator/simulated-car.ts";
import type { ChargerProfile } from "../src/simulator/simulated-charger.ts";

export const carProfile: CarProfile = {
  name: "test car",
  mac: "02:00:00:00:00:0a",
  battery: {
    capacity: 60_000,
    openCircuit: [
      [0, 320],
      [100, 400],
    ],
    resistance: 0.08,
    maximumVoltage: 405,
    maximumCurrent: [
      [0, 200],
      [60, 200],
      [80, 100],
    ],
  },
  dc: { maximumVoltage: 420, maximumCurrent: 250, maximumPower: 100_000 },
};

export const chargerProfile: ChargerProfile = {
  name: "test charger",
  mac: "02:00:00:00:00:0c",
  id: "DE*PLT*E0001",
  authorization: 500,
  dc: {
    minimumVoltage: 150,
    maximumVoltage: 500,
    minimumCurrent: 0,
    maximumCurrent: 150,
    maximumPower: 50_000,
    cableCheck: 6000,
    voltageRamp: 200,
    currentRamp: 25,
  },
};

export const acCharger: ChargerProfile = {
  name: "test wallbox",
  mac: "02:00:00:00:00:0c",
  id: "DE*PLT*E0002",
  authorization: 500,
  ac: { phases: 3, nominalVoltage: 230, maximumCurrent: 32 },
};
