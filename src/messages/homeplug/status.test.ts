import { expect, test } from "vitest";
import {
  GET_ENET_PHY_CNF,
  MOD_NVM_CNF,
  MODULE_OPERATION_CNF,
  RS_DEV_CNF,
  WRITE_AND_EXECUTE_APPLET_CNF,
} from "./qualcomm.ts";
import { statusWords } from "./status.ts";

test("the same number means something else in every answer", () => {
  expect(statusWords(MODULE_OPERATION_CNF, 0x14)).toBe("there is no such module");
  expect(statusWords(MOD_NVM_CNF, 0x14)).toBe("there is no flash memory");
  expect(statusWords(RS_DEV_CNF, 2)).toBe("the modem is busy");
  expect(statusWords(RS_DEV_CNF, 0x14)).toBe("it gives number 0x14, whose meaning is not known");
});

test("success has no words", () => {
  expect(statusWords(MODULE_OPERATION_CNF, 0)).toBeUndefined();
  expect(statusWords(GET_ENET_PHY_CNF, 2)).toBeUndefined();
});

test("an applet may have several faults at once", () => {
  expect(statusWords(WRITE_AND_EXECUTE_APPLET_CNF, 0x28)).toBe(
    "the checksum is wrong, offset and length do not fit together",
  );
});
