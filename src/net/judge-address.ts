import ipaddr from 'ipaddr.js';

/** Answers only inside the cloud of Azure, although it looks public. */
const METADATA = new Set(['168.63.129.16']);
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Whether an address may be connected to: it is public, or in one of the networks that the operator allows. Whatever an
 * address of IPv4 is wrapped in is taken off first.
 */
export function mayReach(address: string, allow: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const unwrapped = unwrap(ipaddr.parse(address));
  return isPublic(unwrapped) || allow.some((network) => holds(network, unwrapped));
}

function unwrap(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const six = address as ipaddr.IPv6;
  const bytes = six.toByteArray();
  const rest = new ipaddr.IPv4(bytes.slice(12));
  if (six.isIPv4MappedAddress()) return six.toIPv4Address();
  // The old form without ffff; `::` and `::1` are none.
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && rest.toByteArray()[0] !== 0;
  return six.match(NAT64) || isCompatible ? rest : address;
}

function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || METADATA.has(address.toString())) return false;
  return address.kind() === 'ipv4' || (address as ipaddr.IPv6).match(GLOBAL_UNICAST);
}

function holds(network: string, address: Address): boolean {
  if (ipaddr.isValidCIDR(network)) {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && address.match(base, bits);
  }
  return ipaddr.isValid(network) && unwrap(ipaddr.parse(network)).toString() === address.toString();
}
