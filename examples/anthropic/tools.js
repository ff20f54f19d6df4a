import { setTimeout as wait } from 'node:timers/promises';

/** The tools, as Anthropic wants them described. */
export const definitions = [
  tool('weather', 'The weather in a city'),
  tool('trains', 'The next trains of a city'),
];

/** Runs a tool; a city that does not exist is an error. */
export async function run(name, { city }) {
  await wait(20);
  if (city === 'Atlantis') throw new Error(`There is no city ${city}`);
  return name === 'weather' ? { city, sky: 'sunny', degrees: 21 } : { city, next: ['10:02', '10:32'] };
}

function tool(name, description) {
  const properties = { city: { type: 'string', description: 'Name of the city' } };
  return { name, description, input_schema: { type: 'object', properties, required: ['city'] } };
}
