// Names for what lies around a packet: each distinct stack of VLANs, labels and tunnels gets a
// small integer, so that it can be part of a connection's key.

/** The kinds of layer that tell connections apart. The number is kept with the layer. */
export const LAYER_VLAN = 1;

/** Placeholder: replaced by the decoder. */
export class TunnelTable {
  /** The id of `parent` with one more layer inside it. Allocates only for a stack never seen. */
  enter(_parent: number, _kind: number, _value: number): number {
    return 0;
  }

  /** The same stack without its VLAN tags. */
  withoutVlans(_id: number): number {
    return 0;
  }

  /** The layers, outermost first, as in the contract: ["vlan:100", "vxlan:42"]. */
  describe(_id: number): string[] {
    return [];
  }
}
