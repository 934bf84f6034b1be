// Before all tests: a database with people who registered some time ago. A minute must pass between two messages to one mobile or address, and
// who has just registered has just had one; so each worker's server starts on a copy of this database, and nobody waits once that minute is over.
import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Device } from './device';
import { type Person, newPerson } from './people';
import { Server } from './server';

const GAP = 60_000;

interface Settled {
  folder: string;
  people: Person[];
  at: number;
}

export default async function settle(): Promise<() => void> {
  const server = await Server.start();
  const people: Person[] = [];
  // As many as there are tests that ask for one.
  for (let number = 0; number < 18; number++) {
    const person = newPerson('139');
    const device = await Device.registering(server, person);
    await device.post('account_logout', {});
    await device.end();
    people.push(person);
  }
  const settled: Settled = { folder: await server.leave(), people, at: Date.now() };
  process.env.MENHU_REGISTERED_USERS = JSON.stringify(settled);
  return () => rmSync(settled.folder, { recursive: true, force: true });
}

let settled: Settled | undefined;

function known(): Settled {
  settled ??= JSON.parse(process.env.MENHU_REGISTERED_USERS!) as Settled;
  return settled;
}

/** Where the database is that every server begins with. */
export const registeredUsersFolder = () => known().folder;

/** Somebody nobody else in this worker gets, to whom a message may be sent. */
export async function nextRegisteredUser(): Promise<Person> {
  const person = known().people.shift();
  if (!person) throw new Error('more tests ask for a registeredUser than registered-users.ts registers');
  await pause(Math.max(0, known().at + GAP - Date.now()));
  return person;
}
