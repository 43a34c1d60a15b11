// What can be captured on: libpcap's list, or what Node knows where libpcap is missing.
import { networkInterfaces } from "node:os";
import { linkTypeName } from "../link-types.ts";
import { linkTypeOfDevice } from "./device-link-type.ts";
import { type Libpcap, loadLibpcap, roomForMessage } from "./libpcap.ts";
import { LibpcapMissing } from "./libpcap-package.ts";
import { type ListedAddress, type ListedDevice, listDevices } from "./list-devices.ts";

export interface CaptureInterface {
  readonly name: string;
  /** libpcap's words, where the name alone says too little. */
  readonly description: string | null;
  /** Switched on; without it nothing comes and nothing can be captured. */
  readonly up: boolean;
  /** On, and connected as far as the system can tell. */
  readonly running: boolean;
  readonly loopback: boolean;
  readonly wireless: boolean;
  /** The one that `live` without a name captures on. */
  readonly default: boolean;
  /** Short name as in reports; null where only capturing would tell. */
  readonly linkType: string | null;
  readonly addresses: readonly ListedAddress[];
}

export interface InterfaceList {
  /** The version of libpcap; null: it is missing, and the list is what Node knows. */
  readonly libpcap: string | null;
  /** Whether this process may capture; null where that was not to be found out. */
  readonly permitted: boolean | null;
  readonly interfaces: readonly CaptureInterface[];
  /** Devices of libpcap that carry no TCP. */
  readonly leftOut: readonly string[];
}

/** What libpcap lists besides network interfaces; of these only `any` and `nflog` carry TCP. */
const NO_TCP = /^(bluetooth|usbmon|dbus-|nfqueue|can\d|vcan\d|nlmon)/;
/** All interfaces at once. */
const ANY = "any";

const PCAP_ERROR_PERM_DENIED = -8;

/**
 * Lists interfaces in libpcap's order, the most usable first.
 * @param complain hears in one line why libpcap's list could not be had, where Node's takes its place
 * @throws Error with libpcap's own words where its list cannot be had for another reason
 */
export async function listInterfaces(complain: (line: string) => void): Promise<InterfaceList> {
  let libpcap: Libpcap;
  try {
    libpcap = await loadLibpcap();
  } catch (error) {
    if (!(error instanceof LibpcapMissing)) throw error;
    complain(error.message);
    return knownToNode();
  }
  const devices = listDevices(libpcap);
  const usable = devices.filter(({ name }) => !NO_TCP.test(name));
  const first = defaultOf(usable);
  return {
    libpcap: libpcap.pcap_lib_version(),
    permitted: first === null ? null : mayCapture(libpcap, first.name),
    interfaces: usable.map((device) => described(device, device === first)),
    leftOut: devices.filter((device) => !usable.includes(device)).map(({ name }) => name),
  };
}

/** As tcpdump without `-i`: the first in libpcap's order, but never `any`; the loopback where there is no other. */
function defaultOf<Device extends Pick<ListedDevice, "name" | "up" | "loopback">>(
  devices: readonly Device[],
): Device | null {
  const real = devices.filter(({ name, up }) => up && name !== ANY);
  return real.find(({ loopback }) => !loopback) ?? real[0] ?? null;
}

function described({ name, hardware, ...rest }: ListedDevice, isDefault: boolean): CaptureInterface {
  const linkType = linkTypeOfDevice(name, hardware);
  return {
    name,
    ...rest,
    default: isDefault,
    linkType: linkType === null ? null : linkTypeName(linkType),
  };
}

/** Opens a handle and closes it again: nothing else tells it for capabilities, groups and containers alike. */
function mayCapture(libpcap: Libpcap, device: string): boolean | null {
  const handle = libpcap.pcap_create(device, roomForMessage());
  if (handle === null) return null;
  const status = libpcap.pcap_activate(handle);
  libpcap.pcap_close(handle);
  if (status >= 0) return true;
  return status === PCAP_ERROR_PERM_DENIED ? false : null;
}

/** Node lists only what is up and has an address. */
function knownToNode(): InterfaceList {
  const devices = Object.entries(networkInterfaces()).map(([name, addresses = []]): ListedDevice => {
    return {
      name,
      description: null,
      up: true,
      running: true,
      loopback: addresses.some(({ internal }) => internal),
      wireless: false,
      hardware: null,
      addresses: addresses.map(({ address, cidr }) => {
        const prefix = cidr === null ? null : Number(cidr.slice(cidr.indexOf("/") + 1));
        return { ip: address, prefixLength: prefix };
      }),
    };
  });
  const first = defaultOf(devices);
  return {
    libpcap: null,
    permitted: null,
    interfaces: devices.map((device) => described(device, device === first)),
    leftOut: [],
  };
}
