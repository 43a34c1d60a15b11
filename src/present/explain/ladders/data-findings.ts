// One small ladder for each finding about an open connection.

/** As `handLadder` reads them. */
export const dataFindingLadders = {
  "zero-window": `
    [0]   ESTABLISHED | > 1460 bytes                  | ESTABLISHED
                      | < ACK win=0                   |
    [0.2]             | > probe                       |
                      | < ACK win=0                   |
    [0.6]             | > probe                       |
                      | < ACK win=0                   |
    [1.2]             | < ACK win=65535               |
                      | > 1460 bytes                  |
  `,
  retransmissions: `
    [0]   ESTABLISHED | >x 1000 bytes seq=x+1         | ESTABLISHED
    [0.2]             | >x 1000 bytes seq=x+1         |
    [0.6]             | >x 1000 bytes seq=x+1         |
    [1.4]             | > 1000 bytes seq=x+1          |
                      | < ACK ack=x+1001              |
  `,
  keepalive: `
    [0]    ESTABLISHED | > 100 bytes seq=x+1          | ESTABLISHED
                       | < ACK ack=x+101              |
    [7200]             | > 0 bytes seq=x+100          |
                       | < ACK ack=x+101              |
  `,
  "keepalive-failure": `
    [0]    ESTABLISHED | > 100 bytes seq=x+1          | ESTABLISHED
                       | < ACK ack=x+101              |
    [7200]             | >x 0 bytes seq=x+100         |
    [7275]             | >x 0 bytes seq=x+100         |
    [7350]             | >x 0 bytes seq=x+100         |
                       | ... 7 x                      |
    [7950] CLOSED      | >x RST ACK seq=x+101          |
  `,
  "challenge-ack": `
    ESTABLISHED | > 100 bytes seq=x+1                 | ESTABLISHED
                | < ACK seq=y+1 ack=x+101             |
                | < RST seq=y+500                     |
                | > ACK seq=x+101 ack=y+1             |
  `,
  "rst-out-of-window": `
    ESTABLISHED | > 100 bytes seq=x+1                 | ESTABLISHED
                | < ACK seq=y+1 ack=x+101             |
                | < RST seq=z                         |
                | > 100 bytes seq=x+101               |
                | < ACK seq=y+1 ack=x+201             |
  `,
  "peer-lost-state": `
    ESTABLISHED | < 100 bytes seq=y+1                 | ESTABLISHED
                | > ACK ack=y+101                     |
                | ~ reboot                            | CLOSED
                | > 100 bytes seq=x+1 ack=y+101       |
    CLOSED      | < RST seq=y+101                     |
  `,
  "capture-loss": `
    ESTABLISHED | > 1000 bytes seq=x+1                | ESTABLISHED
                | >? 1000 bytes seq=x+1001            |
                | > 1000 bytes seq=x+2001             |
                | < ACK ack=x+3001                    |
                | > 1000 bytes seq=x+3001             |
  `,
} as const;
