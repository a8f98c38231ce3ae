import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readCertificate } from "./certificate.ts";

const pems = JSON.parse(readFileSync(new URL("fixtures/certificates.json", import.meta.url), "utf8")) as Readonly<
  Record<string, { readonly certificate: string }>
>;
const certificateOf = (name: string) => new X509Certificate(pems[name]!.certificate);

test.each(Object.keys(pems))("the certificate %s says what OpenSSL reads in it", (name) => {
  const other = certificateOf(name);

  const certificate = readCertificate(other.raw);

  expect(certificate.subject.split(", ")).toEqual(other.subject.split("\n"));
  expect(certificate.issuer.split(", ")).toEqual(other.issuer.split("\n"));
  expect(Number.parseInt(certificate.serial, 16)).toBe(Number.parseInt(other.serialNumber, 16));
  expect(new Date(certificate.notBefore!)).toEqual(new Date(other.validFrom));
  expect(new Date(certificate.notAfter!)).toEqual(new Date(other.validTo));
  expect(certificate.sha256).toBe(other.fingerprint256.replaceAll(":", "").toLowerCase());
  expect(certificate.isAuthority).toBe(other.ca);
  expect(certificate.malformed).toBeUndefined();
});

test("keys, signatures, uses and roles are named", () => {
  const told = (name: string) => readCertificate(certificateOf(name).raw);

  expect(told("p256")).toMatchObject({
    commonName: "SECC 1",
    key: "EC secp256r1",
    signatureAlgorithm: "ecdsa-with-SHA256",
    serial: "1234",
    role: "CPO",
    roleBy: "DC",
    keyUsage: ["digitalSignature", "keyAgreement"],
    alternativeNames: ["DNS:secc.example", "IP:192.0.2.1"],
    ocsp: ["http://ocsp.example/"],
    selfSigned: true,
  });
  expect(told("p521")).toMatchObject({ key: "EC secp521r1", signatureAlgorithm: "ecdsa-with-SHA512", roleBy: "OU" });
  expect(told("ed448")).toMatchObject({ key: "Ed448", signatureAlgorithm: "Ed448", role: "OEM" });
  expect(told("rsa")).toMatchObject({ key: "RSA 2048", signatureAlgorithm: "sha256WithRSAEncryption" });
  expect(told("rsa").role).toBeUndefined();
  expect(told("root")).toMatchObject({
    isAuthority: true,
    pathLength: 1,
    role: "V2G",
    keyUsage: ["keyCertSign", "cRLSign"],
  });
});

test("cut and altered certificates are read as far as they go", () => {
  const names = Object.keys(pems);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(1000), fc.nat(1000), fc.nat(255), (name, cut, at, octet) => {
      const der = new Uint8Array(certificateOf(name).raw).slice(0, cut);
      if (at < der.length) der[at] = octet;
      expect(typeof readCertificate(der).subject).toBe("string");
    }),
    { numRuns: 2000 },
  );
});
