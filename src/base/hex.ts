/**
 * Octets as lower-case hex digits and back.
 *
 * @module
 */

/** The two digits of each octet. */
const digitsOf = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));

/** The value of each digit by its character code; 255 where the character is no digit. */
export const digitValues = new Uint8Array(128).fill(255);
for (const [value, digit] of [..."0123456789abcdef"].entries()) {
  digitValues[digit.charCodeAt(0)] = value;
  digitValues[digit.toUpperCase().charCodeAt(0)] = value;
}

/** The digits of each octet by their character codes. */
const upperDigit = Uint8Array.from(digitsOf, (digits) => digits.charCodeAt(0));
const lowerDigit = Uint8Array.from(digitsOf, (digits) => digits.charCodeAt(1));

/** Few octets are put together faster than they are decoded; a text put together of many has to be copied when used. */
const FEW = 12;
const MANY = 2048;
const room = new Uint8Array(2 * MANY);
const ascii = new TextDecoder();

/** `01fe80`: two lower-case digits for each octet, nothing between them. */
export function toHex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > FEW && end - start <= MANY) {
    let length = 0;
    for (let i = start; i < end; i++) {
      const octet = bytes[i]!;
      room[length++] = upperDigit[octet]!;
      room[length++] = lowerDigit[octet]!;
    }
    return ascii.decode(room.subarray(0, length));
  }
  let text = "";
  for (let i = start; i < end; i++) text += digitsOf[bytes[i]!];
  return text;
}

/**
 * The octets of a run of hex digits of either case. White space, `0x`, colons, commas and hyphens between octets are passed over.
 *
 * @throws {HexError} where a character is no digit, or a digit has no partner.
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/0[xX]|[\s:,-]+/g, "");
  const wrong = /[^0-9a-fA-F]/.exec(digits);
  if (wrong) throw new HexError(`Cannot read hex: found ${JSON.stringify(wrong[0])}, expected digits 0-9 and a-f`);
  if (digits.length % 2 !== 0) {
    throw new HexError(`Cannot read hex: ${digits.length} digits found, an even number expected (two for each octet)`);
  }
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digitValues[digits.charCodeAt(2 * i)]! << 4) | digitValues[digits.charCodeAt(2 * i + 1)]!;
  }
  return bytes;
}

/** The text is not hex. */
export class HexError extends Error {
  override readonly name = "HexError";
}
