// One small ladder for each finding about a service, a host or the capture. Ports tell connections apart.

/** As `handLadder` reads them. */
export const widerFindingLadders = {
  "syn-flood": `
                | > SYN :1025                         | LISTEN
                | < SYN ACK :1025                     | SYN_RECEIVED
                | > SYN :1026                         |
                | < SYN ACK :1026                     | SYN_RECEIVED
                | > SYN :1027                         |
                | < SYN ACK :1027                     | SYN_RECEIVED
                | ... 100 x                           |
  `,
  "port-scan": `
                | > SYN :21                           |
                | < RST ACK :21                       | CLOSED
                | > SYN :22                           |
                | < SYN ACK :22                       | SYN_RECEIVED
                | > RST :22                           | LISTEN
                | > SYN :23                           |
                | < RST ACK :23                       | CLOSED
                | ... 15 x                            |
  `,
  "close-wait-excess": `
    FIN_WAIT_2  | > FIN ACK :40001                    | CLOSE_WAIT
                | < ACK :40001                        |
    FIN_WAIT_2  | > FIN ACK :40002                    | CLOSE_WAIT
                | < ACK :40002                        |
    FIN_WAIT_2  | > FIN ACK :40003                    | CLOSE_WAIT
                | < ACK :40003                        |
                | ... 10 x                            |
                | ~ close()?                          |
  `,
  "port-exhaustion": `
    TIME_WAIT   | > ACK :32768                        | CLOSED
    TIME_WAIT   | > ACK :32769                        | CLOSED
    TIME_WAIT   | > ACK :32770                        | CLOSED
                | ... 28232 x                         |
    CLOSED      | connect(): EADDRNOTAVAIL            |
  `,
  "state-mismatch": `
    ESTABLISHED | > ACK ack=y+1                       | ESTABLISHED
                | ~ ss                                |
    CLOSED      |                                     |
  `,
  offload: `
    SYN_SENT    | > SYN seq=x                         |
    ESTABLISHED | < SYN ACK seq=y ack=x+1 mss=1460    | SYN_RECEIVED
                | > ACK ack=y+1                       | ESTABLISHED
                | > 43800 bytes                       |
  `,
  "duplicate-frames": `
    [0]      SYN_SENT    | > SYN seq=x                | LISTEN
    [0.0001]             | > SYN seq=x                |
    [0.02]   ESTABLISHED | < SYN ACK seq=y ack=x+1    | SYN_RECEIVED
    [0.0201]             | < SYN ACK seq=y ack=x+1    |
  `,
  "truncated-packets": `
    ESTABLISHED | > 1460 bytes, 96 captured           | ESTABLISHED
                | > 1460 bytes, 96 captured           |
                | < ACK                               |
  `,
  "time-went-back": `
    [5.000] ESTABLISHED | > 100 bytes                 | ESTABLISHED
    [5.010]             | < ACK                       |
    [4.210]             | > 100 bytes                 |
    [4.220]             | < ACK                       |
  `,
} as const;
