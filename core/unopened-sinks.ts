/** Routes that lead nowhere: told, since a mistyped name would lose its events without a word. */
import type { Configuration } from './config/schema.js';
import type { Mistake } from './errors.js';

/** Names each place in `routes` whose sink is not open. */
export function findUnopenedSinks({ routes, origins }: Configuration, open: readonly string[]): readonly Mistake[] {
  const source = origins.get('routes')?.source ?? 'code';
  return routes.flatMap(({ to }, route) =>
    to.flatMap((sink, place): Mistake[] => {
      if (open.includes(sink)) return [];
      const list = open.length === 0 ? 'none is' : `${open.join(', ')} ${open.length === 1 ? 'is' : 'are'}`;
      const expectation = `names a sink that is not open (${list})`;
      return [
        { source, path: `routes[${route}].to[${place}]`, expectation, cure: 'correct the name, or open the sink' },
      ];
    }),
  );
}
