// Which file names look like captures, as the endings that shells offer first, in any case.

export const CAPTURE_ENDINGS = ["pcap", "pcapng", "cap", "dmp", "snoop", "gz", "zst", "lz4"] as const;
