// What every test is given: its worker's server, a client address of its own, the portal's pages, and a watch that fails it on any complaint of the browser.
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { Device } from './device';
import { type Person, newPerson } from './people';
import { Portal } from './portal';
import { nextRegisteredUser, registeredUsersFolder } from './registered-users';
import { Server } from './server';

export { expect };

/** Notes what no page may cause, unless the test says that it expects it. */
export class Watch {
  private readonly complaints: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(context: BrowserContext, private readonly server: Server) {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.note(`console ${message.type()}: ${message.text()} ${message.location().url}`);
    });
    context.on('weberror', (error) => this.note(`page error: ${error.error().message}`));
    context.on('requestfailed', (request) => this.note(`request failed: ${request.url()} ${request.failure()?.errorText}`));
    // Fetched after the page, or asked once typing pauses: whoever leaves the page quickly ends that, also WeChat's.
    this.expects(/^request failed: (http:\/\/localhost:\d+)?\/(favicon\.svg|pkg\/menhu\S*|users\/password_strength\/) net::ERR_ABORTED$/);
    context.on('request', (request) => {
      if (new URL(request.url()).origin !== server.url) this.note(`request to another host: ${request.url()}`);
    });
  }

  private note(complaint: string) {
    this.complaints.push(complaint.replaceAll(this.server.url, ''));
  }

  /** Says that complaints like this are what the test is about. */
  expects(...complaints: RegExp[]) {
    this.expected.push(...complaints);
  }

  /** A browser notes a page that came with such a status as a failed resource. */
  expectsStatus(status: number, path: string) {
    this.expects(new RegExp(`^console error: Failed to load resource: the server responded with a status of ${status} \\(.*\\) ${path.replace(/[?]/g, '\\?')}$`));
  }

  /** The network is going to be down; the favicon and the password's meter may still be on their way. */
  expectsOffline(path: string) {
    this.expects(
      new RegExp(`^request failed: (${path}|/favicon\\.svg|/users/password_strength/) net::ERR_INTERNET_DISCONNECTED$`),
      new RegExp(`^console error: Failed to load resource: net::ERR_INTERNET_DISCONNECTED (${path}|/favicon\\.svg|/users/password_strength/)$`),
    );
  }

  get unexpected(): string[] {
    return this.complaints.filter((complaint) => !this.expected.some((expected) => expected.test(complaint)));
  }
}

interface Given {
  watch: Watch;
  portal: Portal;
  /** Somebody who is not registered. */
  person: Person;
  /** Somebody who is; signed in nowhere. */
  member: Person;
  /** The same, registered so long ago that messages may be sent to them at once. */
  registeredUser: Person;
  /** Signs somebody in on another device. */
  elsewhere: (person: Person, userAgent?: string) => Promise<Device>;
  /** Somebody else, signed in on a device of their own. */
  other: Device;
}

let addresses = 0;

export const test = base.extend<Given, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start(registeredUsersFolder());
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ server }, use) => use(server.url),
  // The limits per client address are no business of the next test.
  extraHTTPHeaders: async ({}, use) => {
    addresses++;
    await use({ 'X-Forwarded-For': `10.9.${addresses >> 8}.${addresses & 255}` });
  },
  watch: [
    async ({ context, server }, use) => {
      const watch = new Watch(context, server);
      const logged = server.log.length;
      await context.addInitScript(() =>
        addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.effectiveDirective} keeps out ${event.blockedURI || event.sourceFile}`)),
      );
      await use(watch);
      expect(watch.unexpected, 'what the browser complained about').toEqual([]);
      const faults = server.log.slice(logged).split('\n').filter((line) => / (ERROR|WARN) |panicked/.test(line));
      expect(faults, 'what the server complained about').toEqual([]);
    },
    { auto: true },
  ],
  portal: ({ page, server, javaScriptEnabled, watch }, use) => use(new Portal(page, server, javaScriptEnabled ?? true, watch)),
  person: async ({}, use) => use(newPerson()),
  // By JSON, as the legacy frontend does, and from a device of its own.
  member: async ({ server }, use) => {
    const member = newPerson();
    const device = await Device.registering(server, member);
    await device.post('account_logout', {});
    await device.end();
    await use(member);
  },
  registeredUser: [async ({}, use) => use(await nextRegisteredUser()), { timeout: 90_000 }],
  other: async ({ server }, use) => {
    const other = await Device.registering(server, newPerson());
    await use(other);
    await other.end();
  },
  elsewhere: async ({ server }, use) => {
    const devices: Device[] = [];
    await use(async (person, userAgent) => {
      const device = await Device.of(server, userAgent);
      devices.push(device);
      await device.logIn(person);
      return device;
    });
    for (const device of devices) await device.end();
  },
});
