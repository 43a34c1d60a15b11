// Packets that prove something, when there may be any number of them: the first are kept, all counted.

/** A finding shows no more. */
const KEPT = 20;

export class EvidencePackets {
  readonly first: number[] = [];
  total = 0;

  add(packet: number): void {
    if (this.first.length < KEPT) this.first.push(packet);
    this.total++;
  }

  addAll(packets: EvidencePackets): void {
    for (const packet of packets.first) if (this.first.length < KEPT) this.first.push(packet);
    this.total += packets.total;
  }
}
