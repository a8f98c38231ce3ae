import { expect, test } from "vitest";
import { captureNames, openCapture, rowsOf } from "../../../test/captures.ts";
import { describeShared } from "../../../test/shared.ts";
import { toHex } from "../../base/hex.ts";
import { captureRecords } from "../../capture/read.ts";
import type { Frame } from "../../capture/records.ts";
import { explainMme, readMme, writeMme } from "./frame.ts";
import { type Version, withVersion } from "./message.ts";
import { messageFor } from "./messages.ts";

interface Row {
  readonly frame: number;
  readonly mmtype: string;
  readonly name: string;
  readonly fields?: Readonly<Record<string, string | readonly string[]>>;
}

/** Wireshark's field, and ours, `*` for any place in an array. Where the messages differ, the first that fits. */
const FIELDS: readonly (readonly [theirs: string, ours: string, message?: RegExp])[] = [
  ["mmhdr.mmver", "MMV"],
  ["gp.cm_slac_parm.apptype", "APPLICATION_TYPE"],
  ["gp.cm_slac_parm.sectype", "SECURITY_TYPE"],
  ["gp.cm_slac_parm.runid", "RunID"],
  ["gp.cm_slac_parm.sound_target", "M_SOUND_TARGET"],
  ["gp.cm_slac_parm.sound_count", "NUM_SOUNDS"],
  ["gp.cm_slac_parm.time_out", "Time_Out"],
  ["gp.cm_slac_parm.resptype", "RESP_TYPE"],
  ["gp.cm_slac_parm.forwarding_sta", "FORWARDING_STA"],
  ["gp.cm_start_atten_char.runid", "RunID"],
  ["gp.cm_start_atten_char.sounds_count", "NUM_SOUNDS"],
  ["gp.cm_start_atten_char.time_out", "Time_Out"],
  ["gp.cm_start_atten_char.resptype", "RESP_TYPE"],
  ["gp.cm_start_atten_char.sound_forwarding_sta", "FORWARDING_STA"],
  ["gp.cm_mnbc_sound.apptype", "APPLICATION_TYPE"],
  ["gp.cm_mnbc_sound.sectype", "SECURITY_TYPE"],
  ["gp.cm_mnbc_sound.sender_id", "SenderID"],
  ["gp.cm_mnbc_sound.countdown", "Cnt"],
  ["gp.cm_mnbc_sound.runid", "RunID"],
  ["gp.cm_mnbc_sound.rnd", "Rnd"],
  ["gp.cm_atten_profile_ind.pev_mac", "PEV_MAC"],
  ["gp.cm_atten_profile_ind.groups_count", "length of AAG"],
  ["gp.cm_atten_profile_ind.aag", "AAG"],
  ["gp.cm_atten_char.apptype", "APPLICATION_TYPE"],
  ["gp.cm_atten_char.sectype", "SECURITY_TYPE"],
  ["gp.cm_atten_char.source_mac", "SOURCE_ADDRESS"],
  ["gp.cm_atten_char.runid", "RunID"],
  ["gp.cm_atten_char.source_id", "SOURCE_ID"],
  ["gp.cm_atten_char.resp_id", "RESP_ID"],
  ["gp.cm_atten_char.sounds_count", "NUM_SOUNDS"],
  ["gp.cm_atten_char.groups_count", "length of ATTEN_PROFILE"],
  ["gp.cm_atten_char.aag", "ATTEN_PROFILE"],
  ["gp.cm_atten_char.result", "Result"],
  ["gp.cm_slac_match.apptype", "APPLICATION_TYPE"],
  ["gp.cm_slac_match.sectype", "SECURITY_TYPE"],
  ["gp.cm_slac_match.length", "MVFLength"],
  ["gp.cm_slac_match.pev_id", "PEV_ID"],
  ["gp.cm_slac_match.pev_mac", "PEV_MAC"],
  ["gp.cm_slac_match.evse_id", "EVSE_ID"],
  ["gp.cm_slac_match.evse_mac", "EVSE_MAC"],
  ["gp.cm_slac_match.runid", "RunID"],
  ["gp.cm_slac_match.nid", "NID"],
  ["gp.cm_slac_match.nmk", "NMK"],
  ["nw_info.key_type", "KeyType"],
  ["nw_info.my_nonce", "MyNonce"],
  ["nw_info.your_nonce", "YourNonce"],
  ["nw_info.pid", "PID"],
  ["nw_info.prn", "PRN"],
  ["nw_info.pmn", "PMN"],
  ["nw_info.cco_cap", "CCoCapability", /^CM_SET_KEY/],
  ["nw_info.cco_cap", "lowest two bits of Stations/*/Capabilities"],
  ["nw_info.nid", "NID", /^CM_[SG]ET_KEY/],
  ["nw_info.nid", "Networks/*/NID"],
  ["nw_info.peks", "NewEKS", /^CM_SET_KEY/],
  ["nw_info.peks", "EKS"],
  ["cm_set_key_req.nw_key", "NewKey"],
  ["cm_set_key_cnf.result", "Result"],
  ["cm_get_key_req.type", "RequestType"],
  ["cm_get_key_cnf.result", "Result"],
  ["cm_get_key_cnf.rtype", "KeyType"],
  ["cm_get_key_cnf.key", "Key"],
  ["cm_enc_pld_rsp.result", "Result"],
  ["brg_infos_cnf.brd", "IsBridge"],
  ["brg_infos_cnf.btei", "TEI"],
  ["brg_infos_cnf.num_stas", "MACs"],
  ["brg_infos_cnf.mac", "MACs/*"],
  ["cc_disc_list_cnf.sta_cnt", "Stations"],
  ["cc_disc_list_cnf.net_cnt", "Networks"],
  ["cc_disc_list_cnf.sta_info.mac", "Stations/*/MAC"],
  ["cc_disc_list_cnf.sta_info.tei", "Stations/*/TEI"],
  ["cc_disc_list_cnf.sta_info.same_net", "Stations/*/SameNetwork"],
  ["cc_disc_list_cnf.sta_info.sig_level", "Stations/*/SignalLevel"],
  ["cc_disc_list_cnf.sta_info.avg_ble", "Stations/*/AvgBLE"],
  ["nw_info.num_avlns", "Networks"],
  ["nw_info.snid", "Stations/*/SNID", /^CC_/],
  ["nw_info.snid", "Networks/*/SNID"],
  ["nw_info.tei", "Networks/*/TEI"],
  ["nw_info.sta_role", "Networks/*/Role"],
  ["nw_info_cnf.cco_mac", "Networks/*/CCoMAC"],
  ["nw_info_cnf.cco_tei", "Networks/*/CCoTEI"],
  ["nw_info_cnf.access", "Networks/*/Access"],
  ["nw_info_cnf.num_coord", "Networks/*/NumCordNWs"],
  ["nw_info_cnf.num_stas", "Networks/*/Stations"],
  ["nw_info_cnf.sta_info.da", "Networks/*/Stations/*/MAC"],
  ["nw_info_cnf.sta_indo.tei", "Networks/*/Stations/*/TEI"],
  ["nw_info_cnf.sta_indo.bda", "Networks/*/Stations/*/BridgedMAC"],
  ["nw_info_cnf.sta_indo.phy_dr_tx", "Networks/*/Stations/*/AvgPHYDR_TX"],
  ["nw_info_cnf.sta_indo.phy_dr_rx", "Networks/*/Stations/*/AvgPHYDR_RX"],
  ["nw_info_cnf.sta_info.phy_coupling_tx", "low half of Networks/*/Stations/*/Coupling"],
  ["nw_info_cnf.sta_info.phy_coupling_rx", "high half of Networks/*/Stations/*/Coupling"],
  ["enet_phy_req.mcontrol", "lowest two bits of Control"],
  ["enet_phy_req.addcaps", "AutoNegotiation"],
  ["enet_phy_cnf.status", "lowest two bits of Status"],
  ["enet_phy.speed", "Speed"],
  ["enet_phy.duplex", "Duplex"],
  ["fr_lbk_cnf.status", "Status"],
  ["lbk.duration", "Duration"],
  // Wireshark reads it in the wrong order: 3588 for 1038, which is what the frame holds.
  ["lbk.len", "octets swapped of Length"],
  ["get_sw_cnf.status", "Status"],
  ["get_sw_cnf.dev_id", "DeviceID"],
  ["get_sw_cnf.ver_len", "VersionLength"],
  ["get_sw_cnf.upg", "Upgradeable"],
  ["lnk_stats_req.mcontrol", "Control"],
  ["lnk_stats_req.dir", "Direction"],
  ["lnk_stats_req.lid", "LinkID"],
  ["lnk_stats_req.macaddr", "PeerMAC"],
  ["lnk_stats_cnf.status", "Status"],
  ["lnk_stats_cnf.dir", "Direction"],
  ["lnk_stats_cnf.lid", "LinkID"],
  ["lnk_stats_cnf.tei", "TEI"],
  ["lnk_stats.tx.mpdu_ack", "Transmit/MPDUAcked"],
  ["lnk_stats.tx.mpdu_col", "Transmit/MPDUCollided"],
  ["lnk_stats.tx.mpdu_fail", "Transmit/MPDUFailed"],
  ["lnk_stats.tx.pbs_pass", "Transmit/PBPassed"],
  ["lnk_stats.tx.pbs_fail", "Transmit/PBFailed"],
  ["lnk_stats.rx.mdpu_ack", "Receive/MPDUAcked"],
  ["lnk_stats.rx.mdpu_fail", "Receive/MPDUFailed"],
  ["lnk_stats.rx.pbs_pass", "Receive/PBPassed"],
  ["lnk_stats.rx.pbs_fail", "Receive/PBFailed"],
  ["lnk_stats.rx.tb_pass", "Receive/TBPassed"],
  ["lnk_stats.rx.tb_fail", "Receive/TBFailed"],
  ["lnk_stats.rx.num_int", "Receive/Intervals"],
  ["lnk_stats.rx.inv.phy_rate", "Receive/Intervals/*/PHYRate"],
  ["lnk_stats.rx.inv.pbs_pass", "Receive/Intervals/*/PBPassed"],
  ["lnk_stats.rx.inv.pbs_fail", "Receive/Intervals/*/PBFailed"],
  ["lnk_stats.rx.inv.tb_pass", "Receive/Intervals/*/TBPassed"],
  ["lnk_stats.rx.inv.tb_fail", "Receive/Intervals/*/TBFailed"],
  ["op_attr.cookie", "Cookie"],
  ["op_attr.rep_type", "ReportType"],
  ["op_attr_cnf.status", "Status"],
  ["op_attr_cnf.size", "DataLength"],
  ["op_attr_cnf.data.hw", "Hardware"],
  ["op_attr_cnf.data.sw", "Software"],
  ["op_attr_cnf.data.sw_major", "Major"],
  ["op_attr_cnf.data.sw_minor", "Minor"],
  ["op_attr_cnf.data.sw_sub", "Composite, Sustaining"],
  ["op_attr_cnf.data.sw_date", "BuildDate"],
  ["op_attr_cnf.data.sw_rel", "ReleaseType"],
  ["op_attr_cnf.data.sw_sdram_type", "DRAMType"],
  ["op_attr_cnf.data.sw_linefreq", "lowest two bits of LineFrequency"],
  ["op_attr_cnf.data.sw_zerocross", "next two bits of LineFrequency"],
  ["op_attr_cnf.data.sw_sdram_size", "DRAMSize"],
  // Wireshark knows the report of older firmware, which ends here.
  ["op_attr_cnf.data.sw_auth_mode", "lowest octet of Blocks/Rx"],
  ["tone_map_tx_req.mac", "PeerMAC"],
  ["tone_map_tx_req.slot", "Slot"],
  ["tone_map_tx_req.coupling", "Coupling"],
  ["tone_map_tx_cnf.status", "Status"],
  ["tone_map_tx_cnf.len", "Length"],
  ["tone_map_tx_cnf.mac", "PeerMAC"],
  ["tone_map_tx_cnf.slot", "Slot"],
  ["tone_map_tx_cnf.num_tms", "NumSlots"],
  ["tone_map_tx_cnf.num_act", "NumActiveCarriers"],
  ["tone_map_cnf.carrier.lo", "low halves of Carriers"],
  ["tone_map_cnf.carrier.hi", "high halves of Carriers"],
  ["tone_map_rx_req.mac", "PeerMAC"],
  ["tone_map_rx_req.slot", "Slot"],
  ["tone_map_rx_req.coupling", "Coupling"],
  ["tone_map_rx_cnf.status", "Status"],
  ["tone_map_rx_cnf.len", "Length"],
  ["tone_map_rx_cnf.mmesubversion", "SubVersion"],
  ["tone_map_rx_cnf.mac", "PeerMAC"],
  ["tone_map_rx_cnf.slot", "Slot"],
  ["tone_map_rx_cnf.coupling", "Coupling"],
  ["tone_map_rx_cnf.num_tms", "NumSlots"],
  ["tone_map_rx_cnf.num_act", "NumActiveCarriers"],
  ["st_iotecha.mmever", "MMEVER"],
  ["st_iotecha.mver", "MVER"],
  ["st_iotecha.cpstate.state", "State"],
  ["st_iotecha.cpstate.pwm_duty", "PWM_Duty"],
  ["st_iotecha.cpstate.pwm_freq", "PWM_Frequency"],
  ["st_iotecha.cpstate.cp_volatge", "CP_Voltage"],
  ["vendor.oui", "OUI"],
  ["public.frag_count", "fragments of FMI"],
  ["public.frag_index", "index of FMI"],
  ["public.frag_seqnum", "sequence of FMI"],
];
/** Reserved octets, and trees that Wireshark names without a value. */
const EMPTY =
  /^(reserved|gp\.cm_slac_match\.rsvd|gp\.cm_mnbc_sound\.reserved|st_iotecha\.rsvd|lnk_stats_cnf\.lstats|fr_lbj_req\.data)$/;

/** What the words before a path do with its values. */
const VIEWS: Readonly<Record<string, (value: never) => unknown>> = {
  "length of": (list: readonly unknown[]) => list.length,
  "low half of": (octet: number) => octet & 15,
  "high half of": (octet: number) => octet >> 4,
  "lowest two bits of": (octet: number) => octet & 3,
  "next two bits of": (octet: number) => (octet >> 2) & 3,
  "lowest octet of": (word: number) => word & 255,
  "octets swapped of": (word: number) => (word >> 8) | ((word & 255) << 8),
  "low halves of": (hex: string) => Array.from(hex.matchAll(/.(.)/g), ([, low]) => Number.parseInt(low as string, 16)),
  "high halves of": (hex: string) =>
    Array.from(hex.matchAll(/(.)./g), ([, high]) => Number.parseInt(high as string, 16)),
  "fragments of": (fmi: number) => (fmi >> 4) & 15,
  "index of": (fmi: number) => fmi & 15,
  "sequence of": (fmi: number) => fmi >> 8,
};

/** Their text in the form of our value. */
const like = (ours: unknown, theirs: string): unknown => {
  if (typeof ours === "number") return Number(theirs);
  const bare = theirs.replace(/^0x/, "").replaceAll(":", "");
  return String(ours).includes(":") ? (bare.match(/../g) ?? []).join(":") : theirs.includes(":") ? bare : theirs;
};

function valuesAt(ours: string, spans: readonly { readonly path: string; readonly value: unknown }[]): unknown[] {
  const [, view = "", paths = ""] = /^((?:[a-z]+ )*[a-z]+ of)? ?(.*)$/.exec(ours) ?? [];
  return paths.split(", ").flatMap((path) => {
    const shape = new RegExp(`^${path.replaceAll("*", "\\d+")}$`);
    return spans
      .filter((span) => shape.test(span.path))
      .flatMap(({ value }) => (view === "" ? value : (VIEWS[view]?.(value as never) as unknown)));
  });
}

describeShared("captures/", "what Wireshark reads in real recordings, we read too", () => {
  const compared = new Set<string>();

  test.each(captureNames())("%s", async (name) => {
    const rows = new Map(rowsOf<Row>(name, "hpav").map((row) => [row.frame, row]));
    for await (const records of captureRecords(openCapture(name))) {
      for (const { number, data } of records.filter((record): record is Frame => record.kind === "frame")) {
        const row = rows.get(number);
        if (!row) continue;
        compare(row, data.subarray(data[12] === 0x81 ? 18 : 14));
        rows.delete(number);
      }
    }
    expect(rows.size).toBe(0);
  });

  function compare(row: Row, octets: Uint8Array) {
    const message = readMme(octets);
    if (!("name" in message)) throw new Error(`frame ${row.frame}: ${message.because}`);
    expect([row.frame, message.mmtype, message.because]).toEqual([row.frame, Number(row.mmtype), undefined]);
    const theirName = row.name.split(" ")[0] as string;
    const ourName = message.name;
    if (theirName !== "Unknown" && theirName !== "dSPACE") expect([row.frame, ourName]).toEqual([row.frame, theirName]);

    const { spans } = explainMme(octets);
    for (const [field, theirs] of Object.entries(row.fields ?? {})) {
      if (EMPTY.test(field)) continue;
      const found = FIELDS.find(([name, , which]) => name === field && (which ?? /./).test(ourName));
      if (!found) throw new Error(`frame ${row.frame}: ${field} of ${ourName} is not in the table`);
      const ours = valuesAt(found[1], spans);
      // Wireshark takes all that follows for the key; the standard says sixteen octets.
      const wanted = [theirs]
        .flat()
        .map((one, i) => like(ours[i], field.endsWith("get_key_cnf.key") ? one.slice(0, 47) : one));
      expect([row.frame, field, ours]).toEqual([row.frame, field, wanted]);
      compared.add(field);
    }
    rewrite(row.frame, octets, message);
  }

  /** What was read makes the same octets again, but for those that are reserved. */
  function rewrite(
    frame: number,
    octets: Uint8Array,
    read: Exclude<ReturnType<typeof readMme>, { because: string; name?: never }>,
  ) {
    if (!("name" in read)) return;
    const { mmtype, oui, version, value } = read;
    const known = messageFor(mmtype, oui, version);
    if (!known || Object.keys(value).length === 0) return;
    const written = writeMme(
      withVersion(known, version as Version),
      value,
      "00:00:00:00:00:00",
      "00:00:00:00:00:00",
    ).subarray(14);
    for (const { path, offset, length, value: told } of explainMme(octets).spans) {
      if (told === undefined || path === "OUI" || path === "FMI" || path === "MMV") continue;
      const [theirs, ours] = [octets, written].map((one) => toHex(one, offset, offset + length)) as [string, string];
      // Behind the end of a text there may be anything.
      const isText = typeof told === "string" && !/^([0-9a-f]{2}:?)*$/.test(told);
      const end = isText ? 2 * told.length : theirs.length;
      expect([frame, path, ours.slice(0, end)]).toEqual([frame, path, theirs.slice(0, end)]);
    }
  }

  test("each field of the table was met", () => {
    expect([...new Set(FIELDS.map(([field]) => field))].filter((field) => !compared.has(field))).toEqual([]);
  });
});
