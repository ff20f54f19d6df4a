import { verbatim } from './config.ts';

/** A string literal of OTTL; regular expressions and replacements are given as they are meant. */
export function literal(text: string): string {
  return `"${verbatim(text.replace(/\\/g, '\\\\').replace(/"/g, '\\"'))}"`;
}

/** The path of an attribute of the context. */
export function attribute(name: string): string {
  return `attributes[${literal(name)}]`;
}

/** Sets an attribute that is not there to the value of another that is. */
export function copyIfMissing(target: string, source: string): string {
  return `set(${attribute(target)}, ${attribute(source)}) where ${isMissing(target)} and ${isPresent(source)}`;
}

export const isMissing = (name: string): string => `${attribute(name)} == nil`;
export const isPresent = (name: string): string => `${attribute(name)} != nil`;
