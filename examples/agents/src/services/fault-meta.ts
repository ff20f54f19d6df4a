/** An MCP call names the fault that it wants to meet under this key of its `_meta`. */
export const FAULT_META = 'example/fault';
