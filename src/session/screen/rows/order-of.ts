// The order that is asked for, where the view has it; otherwise the one to begin with.
export function orderOf<const Orders extends readonly string[]>(
  orders: Orders,
  asked: string,
): Orders[number] {
  return orders.includes(asked) ? (asked as Orders[number]) : (orders[0] as Orders[number]);
}
