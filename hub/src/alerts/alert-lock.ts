/** Held until the commit by who writes alerts: of several hubs that are told the same, one sees what the other one wrote. */
export const ALERT_LOCK = 0x0b60;
