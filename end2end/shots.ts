// Screenshots of every page and important state, for each window, colour scheme and language: shots/<page>-<window>-<scheme>-<lang>.png.
import { expect, test } from './fixtures';
import { newPerson } from './people';

const WINDOWS = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

for (const lang of ['zh', 'en']) {
  for (const [size, viewport] of Object.entries(WINDOWS)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${size} ${colorScheme} ${lang}`, async ({ portal, page, member, watch }) => {
        watch.expects(/status of 404/);
        const shoot = async (what: string) => {
          await page.screenshot({ path: `shots/${what}-${size}-${colorScheme}-${lang}.png`, fullPage: true });
        };
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await portal.open(`/?lang=${lang}`);
        await shoot('home');
        for (const path of ['/login', '/register', '/password/reset', '/binding/email?token=0123', '/terms', '/privacy', '/no-such-page']) {
          await portal.open(path);
          await shoot(path.slice(1).replace(/[/]/g, '-').replace(/[?].*/, ''));
        }
        await portal.open('/register');
        await portal.submit.click();
        await expect(portal.summary).toBeFocused();
        await shoot('register-errors');

        const person = newPerson();
        await portal.askForCode(person);
        await page.screenshot({ path: `shots/register-code-sent-${size}-${colorScheme}-${lang}.png` });
        await portal.fillRegistration(person);
        await shoot('register-filled');

        await portal.open('/login?next=/profile');
        await portal.fillLogin(member.phone, 'not the password');
        await portal.submit.click();
        await expect(portal.summary).toBeFocused();
        await shoot('login-error');

        await portal.logIn(member.phone, member.password);
        await shoot('profile');
        for (const path of ['/binding', '/password', '/events']) {
          await portal.open(path);
          await shoot(path.slice(1));
        }
        await portal.open('/');
        await shoot('home-signed-in');
        await page.goto('/dev/outbox');
        await shoot('outbox');
      });
    }
  }
}
