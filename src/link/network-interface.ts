/**
 * A network interface as it is listed for people and programs.
 *
 * @module
 */

/** `veth`: one end of a cable in memory, the other often in another network namespace. */
export type InterfaceKind = "wired" | "wireless" | "veth" | "bridge" | "virtual" | "loopback" | "other";

export interface NetworkInterface {
  readonly name: string;
  readonly kind: InterfaceKind;
  readonly mac: string;
  /** `no carrier`: switched on, but nothing answers at the other end of the cable. */
  readonly state: "up" | "no carrier" | "down";
  /** Octets that it carries behind the header. */
  readonly mtu?: number;
  /** What drives it: `qcaspi` is a HomePlug modem on an SPI bus, as chargers have it. */
  readonly driver?: string;
  /** The IPv6 addresses that hold on this cable only, `fe80::…`: without one, V2G does not work over it. */
  readonly linkLocal: readonly string[];
  /** Absent where the system has no other name. */
  readonly description?: string;
}

/** Of the addresses that Node knows by interface. */
export type Addresses = Partial<Record<string, readonly { readonly address: string }[]>>;

export function linkLocalOf(addresses: Addresses[string] = []): string[] {
  return addresses.map(({ address }) => address.toLowerCase()).filter((address) => /^fe[89ab]/.test(address));
}

/** One line each, for errors. */
export function interfaceLines(interfaces: readonly NetworkInterface[]): string {
  return interfaces.map(({ name, kind, state, mac }) => `  ${name} (${kind}, ${state}, ${mac})`).join("\n");
}

/** Ends a sentence that says that an interface is down. */
export function howToSwitchOn(name: string): string {
  if (process.platform === "linux") return `. \`sudo ip link set ${name} up\` switches it on`;
  if (process.platform === "darwin") return `. \`sudo ifconfig ${name} up\` switches it on`;
  return ", or its cable is not plugged in";
}
