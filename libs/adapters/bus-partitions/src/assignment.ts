/** Which member of a group gets which partition: evenly, moving as few as can be. */

/**
 * @param owners of each partition, by its number, or undefined where it has none
 * @returns the member of each partition; empty where there is no member
 */
export function assign<Member>(members: readonly Member[], owners: readonly (Member | undefined)[]): Member[] {
  if (members.length === 0) return [];
  const share = Math.floor(owners.length / members.length);
  let larger = owners.length % members.length;
  const loads = new Map(members.map((member) => [member, 0]));
  const assigned: (Member | undefined)[] = owners.map((owner) => {
    const load = owner === undefined ? undefined : loads.get(owner);
    if (owner === undefined || load === undefined || load > share || (load === share && larger === 0)) return undefined;
    if (load === share) larger--;
    loads.set(owner, load + 1);
    return owner;
  });
  return assigned.map((owner) => owner ?? leastLoaded(loads));
}

function leastLoaded<Member>(loads: Map<Member, number>): Member {
  let [least, fewest] = [...loads][0]!;
  for (const [member, load] of loads) if (load < fewest) [least, fewest] = [member, load];
  loads.set(least, fewest + 1);
  return least;
}
