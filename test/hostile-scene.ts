/**
 * A session in which car and charger say what would harm a report that believes them.
 *
 * @module
 */

import { type Scene, scene } from "./made-observations.ts";

export const HOSTILE = `</script><script>document.title="harmed"</script><img src=x onerror="document.title='harmed'">|*[a](b)`;

export function hostileScene(): Scene {
  const offer = { ProtocolNamespace: `urn:x:${HOSTILE}`, SchemaID: 1, Priority: 1 };
  return scene()
    .slac()
    .sdp()
    .connect()
    .talk("supportedAppProtocol", { AppProtocol: [offer] }, { ResponseCode: "OK_SuccessfulNegotiation", SchemaID: 1 })
    .talk("SessionSetup", { EVCCID: HOSTILE }, { ResponseCode: "OK_NewSessionEstablished", EVSEID: HOSTILE })
    .talk("ServiceDiscovery", {}, { ResponseCode: `FAILED_${HOSTILE}` })
    .tcp("closed", "vehicle");
}
