import { expectTypeOf } from "vitest";
import type { PreChargeReq as DinPreChargeReq } from "../messages/din70121/dc-messages.ts";
import type { CurrentDemandReq, PreChargeRes } from "../messages/iso2/dc-messages.ts";
import {
  type Answer,
  type Content,
  type din70121,
  type iso2,
  type Name,
  type Request,
  writeMessage,
} from "./dialect.ts";

type Iso2 = typeof iso2.schema;
type Din = typeof din70121.schema;

// A name gives the content, a request its answer.
expectTypeOf<Content<Iso2, "CurrentDemandReq">>().toEqualTypeOf<CurrentDemandReq>();
expectTypeOf<Content<Iso2, Answer<Iso2, "PreChargeReq">>>().toEqualTypeOf<PreChargeRes>();
expectTypeOf<Content<Din, "PreChargeReq">>().toEqualTypeOf<DinPreChargeReq>();
expectTypeOf<Answer<Iso2, "PowerDeliveryReq">>().toEqualTypeOf<"PowerDeliveryRes">();

// Each standard has names of its own.
expectTypeOf<"AuthorizationReq">().toExtend<Request<Iso2>>();
expectTypeOf<"ContractAuthenticationReq">().toExtend<Name<Din>>();
expectTypeOf<"AuthorizationReq">().not.toExtend<Name<Din>>();

declare const iso: typeof iso2;
writeMessage(iso, "00", "SessionStopReq", { ChargingSession: "Terminate" });
// @ts-expect-error a message of the other standard
writeMessage(iso, "00", "ContractAuthenticationReq", {});
// @ts-expect-error no such value
writeMessage(iso, "00", "SessionStopReq", { ChargingSession: "Never" });
