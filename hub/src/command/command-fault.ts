/** What a command cannot do, said so that whoever typed it knows what to change. */
export class CommandFault extends Error {}
