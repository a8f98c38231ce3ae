import { expect, test } from "vitest";
import { encode } from "../exi/codec.ts";
import { schemas } from "../messages/schemas.ts";
import { dialogue } from "./dialogue.ts";

const offer = (...namespaces: string[]) =>
  encode(schemas["app-handshake"], "supportedAppProtocolReq", {
    AppProtocol: namespaces.map((ProtocolNamespace, i) => ({
      ProtocolNamespace,
      VersionNumberMajor: 2,
      VersionNumberMinor: 0,
      SchemaID: i + 1,
      Priority: i + 1,
    })),
  });
const take = (SchemaID: number) =>
  encode(schemas["app-handshake"], "supportedAppProtocolRes", { ResponseCode: "OK_SuccessfulNegotiation", SchemaID });
const DIN = "urn:din:70121:2012:MsgDef";
const ISO2 = "urn:iso:15118:2:2013:MsgDef";
const header = { SessionID: "0102030405060708" };
const dinStop = encode(schemas.din, "V2G_Message", { Header: header, Body: { SessionStopReq: {} } });
const isoStop = encode(schemas.iso2, "V2G_Message", {
  Header: header,
  Body: { SessionStopReq: { ChargingSession: "Pause" } },
});

test("the handshake decides the schema of what follows", () => {
  const talk = dialogue();
  expect(talk.read(0x8001, offer(ISO2, DIN))).toMatchObject({ message: "supportedAppProtocolReq" });
  expect(talk.read(0x8001, take(2))).toMatchObject({ message: "supportedAppProtocolRes" });

  const message = talk.read(0x8001, dinStop);

  expect(message).toMatchObject({ schema: "din", message: "SessionStopReq" });
  expect(message).not.toHaveProperty("guessed");
});

test("without a handshake the schema is found out, and said to be", () => {
  const talk = dialogue();
  expect(talk.read(0x8001, isoStop)).toMatchObject({ schema: "iso2", message: "SessionStopReq", guessed: true });
});

test("the payload type decides the schema of ISO 15118-20", () => {
  const stop = encode(schemas["iso20-common"], "SessionStopReq", {
    Header: { ...header, TimeStamp: "1739635913" },
    ChargingSession: "Terminate",
  });
  expect(dialogue().read(0x8002, stop)).toMatchObject({ schema: "iso20-common", message: "SessionStopReq" });
});

test("what is no message says why", () => {
  expect(dialogue().read(0x8001, Uint8Array.from([0x80, 0xff]))).toEqual({
    because: expect.stringContaining("Cannot read"),
  });
  expect(dialogue().read(0x4c41, Uint8Array.from([1, 2]))).toEqual({ because: "payload type 0x4c41 holds no EXI" });
});
