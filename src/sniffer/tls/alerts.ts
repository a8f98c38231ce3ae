/**
 * Alerts in words (RFC 8446, 6 and IANA's TLS Alerts).
 *
 * @module
 */

const names: Readonly<Record<number, readonly [name: string, words: string]>> = {
  0: ["close_notify", "the connection ends in order"],
  10: ["unexpected_message", "a message came out of turn"],
  20: ["bad_record_mac", "a record could not be decrypted: wrong key or altered octets"],
  21: ["decryption_failed", "a record could not be decrypted"],
  22: ["record_overflow", "a record was too long"],
  30: ["decompression_failure", "a record could not be decompressed"],
  40: ["handshake_failure", "no common suite, group or signature, or a certificate was missing"],
  41: ["no_certificate", "there is no certificate to send"],
  42: ["bad_certificate", "the other side's certificate is broken or its signature wrong"],
  43: ["unsupported_certificate", "the other side's certificate is of an unsupported kind"],
  44: ["certificate_revoked", "the other side's certificate was revoked"],
  45: ["certificate_expired", "the other side's certificate has expired or is not valid yet"],
  46: ["certificate_unknown", "the other side's certificate was refused for another reason"],
  47: ["illegal_parameter", "a field of the handshake had an impossible value"],
  48: ["unknown_ca", "the root of the other side's certificate is not known here or not trusted"],
  49: ["access_denied", "the certificate is valid but not allowed here"],
  50: ["decode_error", "a message could not be read"],
  51: ["decrypt_error", "a signature or Finished did not verify"],
  60: ["export_restriction", "export rules forbid it"],
  70: ["protocol_version", "the offered TLS versions are not supported"],
  71: ["insufficient_security", "the offered suites are too weak"],
  80: ["internal_error", "something failed inside"],
  86: ["inappropriate_fallback", "an older version was asked for than both support"],
  90: ["user_canceled", "the handshake was called off"],
  100: ["no_renegotiation", "no new handshake inside the connection"],
  109: ["missing_extension", "a needed extension was missing"],
  110: ["unsupported_extension", "an extension came that was not asked for"],
  111: ["certificate_unobtainable", "a certificate could not be fetched"],
  112: ["unrecognized_name", "the server does not go by the name asked for"],
  113: ["bad_certificate_status_response", "the OCSP answer was not accepted"],
  114: ["bad_certificate_hash_value", "a certificate's hash is wrong"],
  115: ["unknown_psk_identity", "the pre-shared key is not known"],
  116: ["certificate_required", "a client certificate is required and none came"],
  120: ["no_application_protocol", "no common application protocol"],
};

export interface Alert {
  readonly level: "warning" | "fatal";
  readonly code: number;
  /** `handshake_failure`. */
  readonly name: string;
  readonly words: string;
}

export function alertOf(level: number, code: number): Alert {
  const [name, words] = names[code] ?? [`alert_${code}`, "an alert without a meaning known here"];
  return { level: level === 1 ? "warning" : "fatal", code, name, words };
}
