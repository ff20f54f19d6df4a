/** Whether an address, with or without a scheme, carries a user or a password: `https://user:password@host`. */
export function hasUserInfo(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i.test(address);
}
