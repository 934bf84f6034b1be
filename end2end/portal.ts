// The portal as a person uses it; the differences between pages with and without scripts stay in here.
import { type Locator, type Page, expect } from '@playwright/test';
import type { Watch } from './fixtures';
import { type Person, TYPED } from './people';
import type { Server } from './server';

export class Portal {
  constructor(
    readonly page: Page,
    readonly server: Server,
    readonly scripts: boolean,
    private readonly watch: Watch,
  ) {}

  /** The same in another tab. */
  async inNewTab(): Promise<Portal> {
    return new Portal(await this.page.context().newPage(), this.server, this.scripts, this.watch);
  }

  /** Opens a page and waits until it is as good as it gets. */
  async open(path: string) {
    await this.page.goto(path);
    await this.ready();
  }

  async reload() {
    await this.page.reload();
    await this.ready();
  }

  /** Where there is a form, its island has come to life. */
  async ready() {
    if (this.scripts && (await this.page.locator('leptos-island').count())) await expect(this.page.locator('html')).toHaveAttribute('data-ready');
  }

  /** From here on no script and no WASM ever arrives. */
  async loseScripts() {
    this.watch.expects(
      /^request failed: \/pkg\/menhu\S*\.(js|wasm) net::ERR_FAILED$/,
      /^console error: Failed to load resource: net::ERR_FAILED \/pkg\/menhu\S*\.(js|wasm)$/,
      /^page error: Failed to fetch( dynamically imported module: \S*)?$/,
    );
    await this.page.route(/\.(js|wasm)$/, (route) => route.abort());
  }

  /** What is typed or ticked under this name; not the hidden fields. */
  field(name: string): Locator {
    return this.page.locator(`main form [name="${name}"]:not([type=hidden])`);
  }

  industry(code: string): Locator {
    return this.page.locator(`[name=select_fields][value=${code}]`);
  }

  get consent(): Locator {
    return this.page.getByRole('checkbox', { name: /我已阅读并同意|I have read and agree/ });
  }

  get codeButton(): Locator {
    return this.page.locator('button[value=send_sms_code]');
  }

  /** The primary action of the page's form. */
  get submit(): Locator {
    return this.page.locator('main button.primary');
  }

  get summary(): Locator {
    return this.page.getByRole('alert');
  }

  error(name: string): Locator {
    return this.page.locator(`[data-error-for=${name}]`);
  }

  get status(): Locator {
    // Not the meter beside a password.
    return this.page.locator('main p').and(this.page.getByRole('status'));
  }

  /** A value on the profile. */
  value(name: string): Locator {
    return this.page.locator(`[data-value=${name}]`);
  }

  /** Says that this form will be refused: without scripts that is a page with status 422. */
  willBeRefused(path: string) {
    if (!this.scripts) this.watch.expectsStatus(422, path);
  }

  /** Ticks the consent, types the mobile, asks for the code and waits until it is said to be sent. */
  async askForCode(person: Person) {
    await this.consent.check();
    await this.field('phone').fill(person.phone);
    await this.codeButton.click();
    await expect(this.status).toHaveText(/验证码已发送|The code is on its way/);
    await this.ready();
  }

  async fillRegistration(person: Person) {
    for (const name of TYPED) await this.field(name).fill(person[name]);
    for (const code of person.industries) await this.industry(code).check();
  }

  /** From the empty form to the profile. */
  async register(person: Person) {
    await this.open('/register');
    await this.askForCode(person);
    await this.field('code').fill(await this.server.code(person.phone));
    await this.fillRegistration(person);
    await this.submit.click();
    await expect(this.page).toHaveURL('/profile');
  }

  async fillLogin(name: string, password: string) {
    await this.field('username').fill(name);
    await this.field('password').fill(password);
  }

  /** Logs in and waits for the page that one lands on. */
  async logIn(name: string, password: string, landing = '/profile') {
    await this.open('/login');
    await this.fillLogin(name, password);
    await this.submit.click();
    await expect(this.page).toHaveURL(landing);
  }

  async logOut() {
    await this.page.getByRole('button', { name: /^(退出|Log out)$/ }).click();
    await expect(this.page).toHaveURL('/');
    await expect(this.page.getByRole('navigation').getByRole('link', { name: /^(登录|Log in)$/ })).toBeVisible();
  }

  /** Presses Tab until this has the focus. */
  async tabTo(target: Locator) {
    for (let presses = 0; presses < 80; presses++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reached ${target}`);
  }

  /** How far the page is wider than the window. */
  async overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }
}
