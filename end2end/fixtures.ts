// What every test is given: its worker's server, a client address of its own, the portal's pages, and a watch that fails it on any complaint of the browser.
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { type Person, newPerson } from './people';
import { Portal } from './portal';
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
    // Fetched last of all: whoever leaves the page quickly ends that.
    this.expects(/^request failed: \/favicon\.svg net::ERR_ABORTED$/);
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
}

let addresses = 0;

export const test = base.extend<Given, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
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
  member: async ({ playwright, server }, use) => {
    const member = newPerson();
    // By JSON, as the legacy frontend does, and from an address of its own.
    const caller = await playwright.request.newContext({ baseURL: server.url, extraHTTPHeaders: { 'X-Forwarded-For': `10.8.${addresses >> 8}.${addresses & 255}` } });
    const post = async (operation: string, data: object) => {
      const reply = await (await caller.post(`/users/${operation}/`, { data })).json();
      expect(reply, operation).toMatchObject({ status: 'ok' });
    };
    await post('send_sms_code', { action_name: 'AccountReg', mobile: member.phone });
    const { industries: select_fields, ...fields } = member;
    await post('account_register', { ...fields, select_fields, code: await server.code(member.phone), consent: true });
    await caller.dispose();
    await use(member);
  },
});
