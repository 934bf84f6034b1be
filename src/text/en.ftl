# Every word of menhu in English. Keys: label-FIELD, hint-FIELD, FIELD-PROBLEM, problem-PROBLEM, refused-REASON, done-OPERATION, sms-TEMPLATE, mail-TEMPLATE.

brand = { $brand }
operator = { $operator }
contact = { $contact }
# What they are called where nothing is set
default-brand = Menhu
default-operator = [MENHU_OPERATOR is not set]
default-contact = [MENHU_CONTACT is not set]
contact-us = Contact us:{" "}
contact-help = Need help? Contact us:{" "}
tagline = Company accounts
skip-to-content = Skip to content
other-language = 中文
footer-terms = Terms of use
footer-privacy = Privacy policy
footer-outbox = Development outbox
nav-login = Log in
nav-register = Register
nav-profile = Profile
nav-main = Main
logout = Log out
required-mark = (required)
optional-mark = (optional)
working = One moment…
offline = The network is down and nothing was sent. Check the connection and try again.
title-error = Error:{" "}
summary-title = Please check the following
login-elsewhere = Log in in a new tab, then come back and submit again
open-again = Open this page again
show-password = Show
hide-password = Hide
show-password-label = Show password
hide-password-label = Hide password

wait-seconds = { $number } seconds
wait-minutes = { $number } minutes
wait-hours = { $number } hours

label-user_email = Company email
label-company_name = Company name
label-password = Password
label-phone = Mobile number
label-mobile = Mobile number
label-name = Full name
label-realname = Full name
label-qq = QQ number
label-code = SMS code
label-select_fields = Industries
label-consent = Terms and privacy policy
label-username = Username, mobile or email
label-action_name = Action
label-remember = Stay logged in for 30 days
label-next = Next page

hint-user_email = Best an address of your company’s own domain; the binding link goes there.
hint-user_email-refused = An address of your company’s own domain; free mailboxes such as qq.com or 163.com are not accepted.
hint-company_name = The full name on the business licence, 4 to 100 characters.
hint-password = At least 8 characters. Several unrelated words are easy to remember and hard to guess.
hint-phone = A mobile of mainland China; it receives codes and can be used to log in.
hint-code = 6 digits, good for 5 minutes.
hint-select_fields = Choose 1 to 5; of those, the one highest on the list is your main industry.
hint-remember = Do not tick this on a shared computer.

problem-required = Please fill in “{ $label }”.
problem-wrong_type = { $label } must be text.
problem-format = { $label } has the wrong format.
problem-too_short = { $label } is too short.
problem-too_long = { $label } is too long.
problem-control_character = { $label } holds invisible characters; remove them and try again.
problem-markup = { $label } cannot hold a web address, nor < and >.
problem-weak = { $label } is too easy to guess.
problem-personal = { $label } must not hold your own data.
problem-unknown = { $label } is not among the choices.
problem-too_many = { $label }: too many chosen.
problem-taken = { $label } is already in use.
problem-free_mail = Use an address of your company’s own domain; free mailboxes are not accepted.
problem-too_many_tries = Too many attempts.

user_email-format = Enter an email address like zhang@example.cn.
user_email-too_long = The email address is too long; at most 254 bytes.
user_email-taken = This email is already registered. Log in, or use another one.
phone-format = Enter an 11-digit mobile number of mainland China.
phone-taken = This mobile is already registered. Log in, or reset the password.
mobile-format = Enter an 11-digit mobile number of mainland China.
company_name-too_short = The company name is too short; at least 4 characters.
company_name-too_long = The company name is too long; at most 100 characters.
company_name-format = The company name needs at least one letter.
realname-too_short = The name is too short; at least 2 characters.
realname-too_long = The name is too long; at most 50 characters.
name-too_short = The name is too short; at least 2 characters.
name-too_long = The name is too long; at most 50 characters.
name-format = The name needs at least one letter.
qq-format = A QQ number has 5 to 11 digits and does not start with 0.
code-required = Enter the code.
code-format = The code has 6 digits.
password-too_short = The password is too short; at least 8 characters.
password-too_long = The password is too long; at most 128 characters.
password-weak = This password is too easy to guess. Make it longer, or use several unrelated words.
password-personal = The password must not hold your own mobile, email name or company name.
select_fields-required = Choose at least one industry.
select_fields-too_many = Choose at most 5 industries.
select_fields-unknown = One of the industries is not on the list; choose again.
consent-required = Please read and agree to the terms of use and the privacy policy first.
username-required = Enter your username, mobile or email.
username-too_long = The username, mobile or email is too long.
action_name-unknown = The action must be AccountReg, ChangePwd or ChangeMobile.

refused-fields = Something is not right yet; please check the marked fields.
refused-login_required = Please log in first.
refused-account_changed = This page was opened for another account. Nothing was changed. Open the page again first.
refused-login_failed = The account or password is not right. Repeated mistakes lock logging in for a while; a forgotten password can be reset by mobile. Still locked out? Contact us: { $contact }.
refused-code_wrong = The code is not right. Check it, or get a new one.
refused-code_left = The code is not right. Check the 6 digits in the message. Tries left before you have to wait 24 hours: { $left }
refused-code_last = The code is not right, and all 5 tries are used up. Try again in 24 hours. Need help? Contact us: { $contact }.
refused-code_expired = The code has expired. Get a new one.
refused-too_many_tries = Too many attempts. Try again in { $wait }. Need help? Contact us: { $contact }.
refused-cooldown = One was sent just now. Try again in { $wait }.

error-malformed = The body is not a valid JSON object.
error-origin = Requests from this site are not accepted.
error-not_found = There is no such endpoint.
error-method = This endpoint does not take this method.
error-too_large = The body is too large; at most 16 KiB.
error-content_type = Send application/json.
error-flood = Too many requests. Try again shortly.
error-internal = Something went wrong on our side and nothing was done. Try again shortly; if it goes on, contact us: { $contact }.
error-busy = We are very busy. Try again shortly.
error-host = Please use the official address.
nothing-done = This only looked ahead; nothing was done.
error-timeout = The request did not arrive in time. Try again.

done-account_register = You are registered.
welcome = You are registered, welcome! Open the link in the mail we have sent to your work email, and you will hear of events.
done-account_login = You are logged in.
done-account_logout = You are logged out.
done-send_sms_code = The code is on its way; look at your messages.
done-vaild_sms_code = The code is right.
done-me = Here you are.
done-notify_email_is_bind = Here you are.
done-weixin_is_bind = Here you are.
done-events = Here you are.
done-sessions = Here you are.
done-regions = Here you are.

get-code = Get code
get-code-again = Again in {"{n}"} s
code-sent-to = The code is on its way to
code-other-number = Change the number
code-other-address = Change the address
code-not-here = Nothing came?
code-late = Wait one more minute: messages can be late at busy times.
code-blocked = See whether your phone blocks messages, and whether it has a signal and credit.
code-spam = Look into your spam and newsletter folders.
code-check-number = Check the number above. You can get another code after a minute.
code-check-address = Check the address above. You can get another code after a minute.
sending = Sending…

home-title = Company accounts start here
home-lead = One account for company data, contacts and offline events.
home-hello = Hello, { $name }
home-profile = See your profile
home-left = Your account
home-registered = Registered, mobile verified
home-why-1 = Register by SMS code
home-why-1-text = Done in minutes; a code is good for 5 minutes.
home-why-2 = Three ways to log in
home-why-2-text = Username, mobile or email, whichever you remember.
home-why-3 = Your data serve you only
home-why-3-text = What we collect and why is in the privacy policy.

register-title = Register a company account
register-description = Register a company account with a code by SMS, in a few minutes.
register-lead = Have an account?
register-login = Log in
register-section-mobile = Verify your mobile
register-section-company = Company and contact
register-section-password = Choose a password
register-submit = Register
register-busy = Registering…
register-consent-before = I have read and agree to the{" "}
register-consent-and = {" "}and the{" "}
register-terms = terms of use
register-privacy = privacy policy

login-title = Log in
login-description = Sign in to your company account by username, mobile, email or WeChat.
login-lead = No account yet?
login-register = Register a company account
login-submit = Log in
login-busy = Logging in…
login-required = Please log in to go on.
login-unsent = You were logged out, and the form was not sent. Log in to go back to it: what you typed is still there, except passwords and codes.
form-unsent = You are logged in again. What you typed is still here, but was not sent: check it, type passwords and codes again, and submit once more.

profile-title = Profile
profile-personal = You
profile-company = Company
profile-username = Username
profile-email-waiting = waiting to be bound
profile-notify_email = Notification email
profile-free-mail = You registered with a free mailbox. An address of your company’s own domain keeps working when people leave.

terms-title = Terms of use
terms-description = What you and we agree on when you use an account.
privacy-title = Privacy policy
privacy-description = Which personal data we collect, why, for how long, and what your rights are.
legal-version = Version { $version }
terms-lead = These terms are an agreement between you and { $operator } (“we”). Contact: { $contact }.
privacy-lead = { $operator } (“we”) is responsible for your personal data. Contact: { $contact }.
terms-1-title = 1. What this is
terms-1-text = { $brand } gives companies an account: registration and login, binding of contacts, company and delivery information, and signing up for offline events.
terms-2-title = 2. Who may register
terms-2-text =
    You act for a company or organisation lawfully established in mainland China and are entitled to use the service in its name. Registration needs a verified mobile of mainland China; one mobile and one company email make one account.

    What you enter must be true; please keep it up to date.
terms-3-title = 3. Keeping the account safe
terms-3-text =
    Keep your password to yourself, and tell nobody an SMS code, not even somebody who says they are our support. We never ask for either.

    Repeated wrong passwords lock logging in for a while. If something looks odd, change the password and log out your other devices.
terms-4-title = 4. What is not allowed
terms-4-text = Posing as somebody else, registering in bulk, passing accounts on, attacking or probing the service or going around its limits, and anything unlawful. We may then suspend or end the service.
terms-5-title = 5. Events
terms-5-text = An account takes one seat at an event, first come, first served. If you cannot come, please cancel beforehand and leave the seat to somebody else.
terms-6-title = 6. Changes and the end
terms-6-text = When these terms change we publish the new version and its date on this page; it holds for what is done after that. You may ask us ({ $contact }) at any time to close the account; within 15 working days we delete or anonymise your data, except what the law makes us keep.
terms-7-title = 7. Law
terms-7-text = The law of the People’s Republic of China applies. Disputes are settled by talking first, and otherwise by the court at the seat of { $operator }.

privacy-1-title = 1. What we collect, and why
privacy-1-text =
    At registration: mobile (login, codes), company email and notification email (login, notices), name, QQ number, company name and industries (knowing whom we serve, offering fitting events), and the password (only a hash that cannot be turned back).

    In use: time, IP address and browser of logins (to notice odd ones, and to show you your devices); delivery information you enter (to send event material); the WeChat identity you bind (WeChat login).

    Nothing of this is collected before you tick the box.
privacy-2-title = 2. Cookies
privacy-2-text = Necessary ones only: one keeps you logged in, one remembers your language. No advertising, no third-party statistics, nothing loaded from other sites.
privacy-3-title = 3. Who gets it
privacy-3-text = To deliver a message, your mobile or email goes to the SMS or mail provider, for that alone. Nobody else gets anything without your consent, unless the law says so.
privacy-4-title = 4. Where, and for how long
privacy-4-text = In mainland China, for as long as the account exists, and deleted or anonymised within 15 working days after it is closed. Codes end after 5 minutes and are removed once used; login records are kept for at least 6 months as the law demands.
privacy-5-title = 5. How it is protected
privacy-5-text = Encrypted in transit; passwords hashed with argon2id; codes and login credentials never in plain text in the database; mobiles and emails masked in logs.
privacy-6-title = 6. Your rights
privacy-6-text = You can see and correct your data on the profile page, and ask us ({ $contact }) to withdraw consent, to get a copy, or to close the account; your mobile is verified once more before it is closed. We answer within 15 working days.
privacy-7-title = 7. Minors
privacy-7-text = The service is for companies, not for people under eighteen.

docs-title = API reference
docs-lead = Every operation of the account API: paths, fields, replies and failures.
docs-intro = All operations live under /users/ and end in a slash. POST sends one JSON object as application/json. Every answer is one flat JSON object: status (ok; form_error where registration or login failed, else error), msg (a sentence for a person), errors (field → sentences), on failure reason (a stable slug for programs), and where waiting helps retry_after (seconds). What reached its operation is HTTP 200, failed or not; what did not has its own code in the same envelope. Fields may be added, never removed or renamed.
docs-json = OpenAPI 3.1 document (JSON)
docs-envelope = The envelope
docs-boundary = Requests that never reach an operation
docs-boundary-text = These have an HTTP code of their own and the same envelope, with status error.
docs-lenient = What is taken besides
docs-lenient-text = Where a string is documented, a number is taken as its digits; one string as select_fields is a list of one; a yes may be true, 1, "1", "on" or "true". What is missing, null, empty or of a wrong type is that field’s error alone. Unknown fields are ignored. A key given twice, nesting beyond 32 levels or a body over 16 KiB makes the whole request malformed.
docs-session-title = Being logged in
docs-session = The cookie that a successful registration or login answers with is the session; send it along. Browsers on other sites need their origin listed by the operator, and credentials. The forms of our own pages also carry the field account, a mark of the account that the page was opened for; where another one is signed in by now, the answer is account_changed and nothing happens. Programs need not give it.
docs-language = Language
docs-language-text = msg and errors are Chinese, and English for callers whose Accept-Language prefers it.
docs-fields = Fields
docs-no-fields = None; send an empty object {"{}"}.
docs-no-query = None.
docs-reply = Reply
docs-reply-none = The envelope and nothing else.
docs-failures = Failures
docs-example = Example
docs-success = Success
docs-200 = What came of the operation, failed or not
docs-body = One JSON object
docs-set-cookie = the new session
docs-needs-session = Log in first
docs-sometimes-session = Log in first for ChangeMobile
docs-contents = Contents
docs-field = { $label }: { $rule }

docs-tag-account = Registration and login
docs-tag-sms-code = SMS codes
docs-tag-binding = Bindings
docs-tag-password = Passwords
docs-tag-profile = Profile
docs-tag-events = Events
docs-tag-sessions = Devices

docs-account_register = Register
docs-account_register-text = Formats are checked first, all together; then the AccountReg code sent to phone; only then is it told that the mobile or the email is registered already. Until it succeeds the code stays usable. Success logs in and mails a binding link to the company email.
docs-account_login = Log in
docs-account_login-text = By username, mobile or email. An unknown account, a wrong password and a locked account are answered alike. Five failures lock for 30 seconds, then twice as long each time, one hour at most.
docs-account_logout = Log out
docs-account_logout-text = Ends the session; without one it succeeds as well.
docs-send_sms_code = Send an SMS code
docs-send_sms_code-text = The answer is the same whether or not the number is registered. One number: 60 seconds apart, 5 an hour, 10 a day.
docs-vaild_sms_code = Check an SMS code
docs-vaild_sms_code-text = Says whether it is right; uses nothing up and grants nothing. Five wrong tries in all, shared with the operation that uses the code.
docs-change_mobile = Change the mobile
docs-change_mobile-text = The code goes to the new mobile (ChangeMobile). Only once it is proved is it told that another account has the number. The old mobile is told.
docs-notify_email_is_bind = Is an email for notices bound?
docs-notify_email_is_bind-text = Gives the bound address, else the one waiting to be bound.
docs-weixin_is_bind = Is a WeChat bound?
docs-weixin_is_bind-text = Says whether the account has a WeChat bound.
docs-weixin_bind_start = Start binding a WeChat
docs-weixin_bind_start-text = By password: the address at WeChat where the code is scanned, good for 10 minutes, in this browser and session only. WeChat sends the person back here, and the binding is done.
docs-weixin_unbind = Unbind WeChat
docs-weixin_unbind-text = By password; that WeChat can then no longer log in.
docs-send_email_code = Send an email code
docs-send_email_code-text = Checks the password and mails a code to the new address.
docs-change_notify_email = Change the email for notices
docs-change_notify_email-text = Binds at once, by password and mailed code; the old address is told.
docs-resend_bind_email = Mail the binding link again
docs-resend_bind_email-text = To the address that waits to be bound; good for 30 minutes and one use. 60 seconds apart.
docs-bind_email = Bind by the mailed link
docs-bind_email-text = The link opens a page whose button sends this. It binds once; sent again while the address is still the bound one, it answers the same.
docs-change_pwd_by_mobile = Reset the password by mobile
docs-change_pwd_by_mobile-text = A new password by a ChangePwd code. Ends every session and logs nobody in; where it fails the code stays usable.
docs-change_my_pwd = Change the password
docs-change_my_pwd-text = A new password by the old one. Every other device is logged out; this one goes on with a new session.
docs-password_strength = Password strength
docs-password_strength-text = Scored by zxcvbn; nothing is kept.
docs-me = My data
docs-me-text = All that the profile page shows.
docs-change_my_info = Change personal data
docs-change_my_info-text = Saves name and QQ.
docs-change_company_info = Change company data
docs-change_company_info-text = Saves the company’s name and home page, which is shown and never fetched.
docs-change_my_recv_info = Change delivery data
docs-change_my_recv_info-text = Province, city and area as names or six-digit codes, checked to lie in one another; the first that is wrong is named.
docs-regions = Provinces, cities, areas
docs-regions-text = All provinces, or what lies below a code; an empty list where nothing does or there is no such code.
docs-new_industry_bookin = Sign up for an event
docs-new_industry_bookin-text = "1" is Beijing, "2" Chengdu, both on 16 April; others are on the list of events. One seat per account and event.
docs-cancel_bookin = Cancel
docs-cancel_bookin-text = Gives the seat back, until the event begins.
docs-events = Events
docs-events-text = All events, the next first.
docs-sessions = Devices logged in
docs-sessions-text = Where the account is logged in.
docs-session_revoke = Log a device out
docs-session_revoke-text = One device by id, or with all every one but this.

docs-label-username = Username, mobile or email
docs-label-email_code = Email code
docs-label-id = Device
docs-label-all = All others
docs-label-parent = Above
docs-label-token = Token of the link
docs-label-new_password = New password
docs-label-consent = Consent
docs-label-next = Page to go on to

docs-rule-mobile = 11-digit mobile of mainland China
docs-rule-email = an email address, at most 254 bytes
docs-rule-code = 6 digits, good for 5 minutes
docs-rule-qq = 5 to 11 digits, not starting with 0
docs-rule-person = 2 to 50 characters, no web address
docs-rule-company = 4 to 100 characters, no web address
docs-rule-url = http or https address
docs-rule-password = the current password, at most 128 characters
docs-rule-new-password = 8 to 128 characters, hard to guess, without own data
docs-rule-again = same as the new password
docs-rule-region = name or six-digit code
docs-rule-area = name or six-digit code; may be empty where the city has no districts, and where it is a county of the province
docs-rule-street = 2 to 100 characters
docs-rule-recv-phone = a mobile, a landline with its area code (an extension may follow), a 400 or 800 number; with a region of Hong Kong, Macao or Taiwan, a number of there too
docs-rule-industries = 1 to 5 industry codes; Chinese names are taken too
docs-rule-consent = left out, the caller has asked by itself; a no is refused
docs-rule-next = a path of this site; anything else is /profile
docs-rule-login-name = one of the three
docs-rule-remember = keeps the session for 30 days
docs-rule-action = what the code is for, and good for nothing else
docs-rule-token = 32 hexadecimal digits
docs-rule-bookin = the event’s name
docs-rule-device = from the list of devices; required without all
docs-rule-all = if yes, id does not count
docs-rule-parent = six-digit code of a province or city; empty for all provinces

docs-reply-status = outcome
docs-reply-msg = a sentence for a person
docs-reply-errors = field → sentences; empty where no field is at fault
docs-reply-reason = slug of the failure, stable
docs-reply-retry_after = seconds until trying again helps
docs-reply-username = username
docs-reply-redirect_url = local path to go on to
docs-WeixinAddress-redirect_url = address at WeChat to go on to
docs-reply-user_industry = code of the first industry
docs-reply-is_bind = whether it is bound
docs-reply-notify_email = bound address for notices, else the one waiting
docs-reply-notify_email_is_bind = whether that address is bound
docs-reply-weixin_is_bind = whether a WeChat is bound
docs-reply-score = 0 to 4; 3 is enough
docs-reply-mobile = mobile, four digits hidden
docs-reply-select_fields = codes of the industries
docs-reply-recv = delivery data, empty until given
docs-reply-province_code = province’s code
docs-reply-city_code = city’s code
docs-reply-area_code = area’s code
docs-reply-bookings = events signed up for
docs-reply-free_mail_warning = whether to ask for a company email
docs-reply-regions = what lies below
docs-RegionChoice-code = six-digit code
docs-RegionChoice-name = name
docs-reply-events = list of events
docs-reply-bookin_type = the event’s name in calls
docs-reply-title = title
docs-Event-city = city
docs-reply-starts_at = start, RFC 3339
docs-reply-place = place
docs-reply-capacity = seats in all
docs-reply-seats_left = seats left
docs-reply-open = whether one can sign up now
docs-reply-phase = not_yet, open, closed or past
docs-reply-booked = whether the caller has
docs-reply-sessions = list of devices
docs-SessionRow-id = device
docs-reply-current = whether it is this one
docs-reply-device = browser
docs-SessionRow-address = IP address at login
docs-reply-signed_in_at = logged in at, RFC 3339
docs-reply-last_seen_at = last seen at, RFC 3339

not-found-title = This page does not exist
not-found-text = The address may be mistyped, or the page has moved.
fault-title = Something went wrong
fault-text = We have made a note of it. Please try again later.
busy-title = Very busy
busy-text = There are too many requests right now; please try again in a while.
refused-title = This request was not accepted
refused-text = Please try again from a page of { $brand }.
flood-title = Too many requests
flood-text = Please try again in a while.
back-home = Back to the home page

sms-AccountReg = [{ $brand }] Code { $code } to register your account. Good for 5 minutes; tell nobody.
sms-ChangePwd = [{ $brand }] Code { $code } to reset your password. Good for 5 minutes. Not you? Ignore this.
sms-ChangeMobile = [{ $brand }] Code { $code } to change your bound mobile. Good for 5 minutes; tell nobody.
sms-AccountExists = [{ $brand }] Somebody tried to register with your mobile, but you already have an account. Log in or reset your password. Not you? Ignore this.

# Every mail ends with it
mail-signature =
    { $brand }
    { $operator } · Contact us: { $contact }
mail-BindEmail-subject = Please confirm your email address
mail-BindEmail-text =
    Hello,

    please open this link within 30 minutes and press “Bind” on the page, to receive your { $brand } account’s notifications at this address:

    { $link }

    If this was not you, ignore this mail; nothing will change.

    { mail-signature }

industry-internet = Internet
industry-software = Software and IT services
industry-ecommerce = E-commerce
industry-ai_bigdata = AI and big data
industry-iot_hardware = IoT and smart hardware
industry-telecom = Telecoms
industry-game = Games
industry-media = Media and advertising
industry-culture_sports = Culture, sports, entertainment
industry-finance = Finance
industry-education = Education and training
industry-healthcare = Health care
industry-government = Government and public services
industry-manufacturing = Manufacturing
industry-automotive = Automotive and mobility
industry-logistics = Transport and logistics
industry-retail = Wholesale and retail
industry-catering_tourism = Hotels, catering, tourism
industry-realestate = Construction and real estate
industry-energy = Energy and mining
industry-agriculture = Agriculture
industry-business_services = Business services
industry-research = Research
industry-other = Other

# Binding, password, profile, events
label-email = Notification email
label-re_password = New password again
label-old_password = Old password
label-new_password = New password
label-confirm_password = New password again
label-company_url = Company home page
label-province = Province
label-city = City
label-area = District
label-street = Street and number
label-recv_name = Recipient
label-recv_phone = Recipient’s phone
label-bookin_type = Event
label-id = Device
label-token = Link
hint-new_password = At least 8 characters. Several unrelated words are easy to remember and hard to guess.
hint-company_url = Starts with http:// or https://; may be left empty.
hint-recv_phone = A mobile, a landline with its area code (an extension behind it, as in 010-12345678 ext. 801), or a 400 number.
hint-email = The code goes to this new address.
problem-mismatch = The two do not match.
problem-unchanged = { $label } has not changed.
re_password-mismatch = The two passwords do not match.
confirm_password-mismatch = The two passwords do not match.
re_password-required = Enter the new password again.
confirm_password-required = Enter the new password again.
new_password-too_short = The new password is too short; at least 8 characters.
new_password-too_long = The new password is too long; at most 128 characters.
new_password-weak = This password is too easy to guess. Make it longer, or use several unrelated words.
new_password-personal = The password must not hold your own mobile, email name or company name.
new_password-unchanged = The new password must differ from the old one.
mobile-unchanged = This is the mobile that is bound already.
mobile-taken = This mobile is bound to another account.
email-format = Enter an email address like zhang@example.cn.
email-too_long = The email address is too long; at most 254 bytes.
email-unchanged = This is your notification email already.
email-taken = This address is bound to another account.
company_url-format = Enter an address that starts with http:// or https://.
province-unknown = There is no such province; choose again.
city-unknown = The province has no such city; choose again.
area-unknown = The city has no such district; choose again.
province-required = Choose a province.
city-required = Choose a city.
area-required = Choose a district.
recv_phone-format = Enter a mobile, a landline with its area code (such as 010-12345678), or a 400 number; numbers of Hong Kong, Macao and Taiwan go with addresses there.
bookin_type-unknown = There is no such event.
refused-password_wrong = The password is not right.
refused-already_bound = The address is bound already; no link is needed.
refused-nothing_to_bind = No address waits to be bound.
refused-link_invalid = This link no longer works: used, expired, or for an address that was replaced. Send a new one from the binding page.
refused-already_booked = You have signed up for this event already.
refused-sold_out = All seats are taken.
refused-closed = This event does not take sign-ups now.
refused-not_booked = You have not signed up for this event.
refused-no_such_session = This device is logged out already.
done-change_mobile = Your mobile has been changed.
done-send_email_code = The code is on its way; look at your mail.
done-change_notify_email = Your notification email is bound.
done-resend_bind_email = We have mailed a new link; please open it within 30 minutes.
done-bind_email = Your notification email is bound.
done-change_pwd_by_mobile = Your password is reset. Log in with the new one.
done-change_my_pwd = Your password is changed; other devices are logged out.
done-change_my_info = Your details are saved.
done-change_company_info = The company details are saved.
done-change_my_recv_info = The delivery details are saved.
done-new_industry_bookin = You are signed up.
done-cancel_bookin = Your sign-up is cancelled.
done-session_revoke = Logged out.

sms-MobileChanged = [{ $brand }] The mobile of your account was changed at { $time } ({ $device }, { $address }). Not you? Contact us at once: { $contact }.
sms-EmailChanged = [{ $brand }] The notification email of your account was changed at { $time } ({ $device }, { $address }). Not you? Change your password at once, and contact us: { $contact }.
sms-PasswordChanged = [{ $brand }] The password of your account was changed at { $time } ({ $device }, { $address }). Not you? Reset it by mobile at once, and contact us: { $contact }.
sms-WechatBound = [{ $brand }] A WeChat was bound to your account at { $time } ({ $device }, { $address }). Not you? Unbind it and change your password at once, and contact us: { $contact }.
sms-WechatUnbound = [{ $brand }] WeChat was unbound from your account at { $time } ({ $device }, { $address }). Not you? Change your password at once, and contact us: { $contact }.
sms-AccountLocked = [{ $brand }] Somebody entered wrong passwords for your account; logging in from unknown devices is locked for a while since { $time } ({ $device }, { $address }). Devices you have used are not affected, and your password has not changed. Questions? Contact us: { $contact }.
# The time in a notice: several changes within an hour are told in one; and a device nobody knows
notice-several = { $time }, the last of { $count } times
device-unknown = unknown device
mail-button = Open the page
mail-WechatBound-subject = A WeChat was bound to your account
mail-WechatBound-text =
    Hello { $name },

    a WeChat was bound to your { $brand } account at { $time } (Beijing time); it can log in from now on.

    From: { $address }
    Device: { $device }

    If this was you, there is nothing to do. If not, log in at once, unbind the WeChat, change the password, and contact us: { $contact }.

    { mail-signature }
mail-WechatUnbound-subject = WeChat was unbound from your account
mail-WechatUnbound-text =
    Hello { $name },

    WeChat was unbound from your { $brand } account at { $time } (Beijing time); it can no longer log in.

    From: { $address }
    Device: { $device }

    If this was you, there is nothing to do. If not, log in at once, change the password, log out all other devices, and contact us: { $contact }.

    { mail-signature }
mail-ChangeNotifyEmail-subject = Your code
mail-ChangeNotifyEmail-text =
    Hello,

    code { $code } makes this address the one for your { $brand } account’s notifications. It is good for 5 minutes; tell nobody.

    If this was not you, ignore this mail.

    { mail-signature }
mail-MobileChanged-subject = Your mobile was changed
mail-MobileChanged-text =
    Hello { $name },

    the mobile of your { $brand } account was changed at { $time } (Beijing time).

    From: { $address }
    Device: { $device }

    If this was you, there is nothing to do. If not, log in at once, change the password, log out all other devices, and contact us: { $contact }.

    { mail-signature }
mail-EmailChanged-subject = Your notification email was changed
mail-EmailChanged-text =
    Hello { $name },

    the notification email of your { $brand } account was changed at { $time } (Beijing time); notices go to the new address from now on.

    From: { $address }
    Device: { $device }

    If this was you, there is nothing to do. If not, log in at once, change the password, log out all other devices, change the address back, and contact us: { $contact }.

    { mail-signature }
mail-AccountLocked-subject = Somebody is trying your password
mail-AccountLocked-text =
    Hello { $name },

    somebody entered wrong passwords for your { $brand } account again and again; logging in from unknown devices is locked for a while since { $time } (Beijing time). Your password has not changed, and devices you have used before are not affected.

    From: { $address }
    Device: { $device }

    If it was you who forgot the password, reset it by mobile. If not, there is nothing to do; with questions, contact us: { $contact }. This reminder comes once a day at most.

    { mail-signature }
mail-PasswordChanged-subject = Your password was changed
mail-PasswordChanged-text =
    Hello { $name },

    the password of your { $brand } account was changed at { $time } (Beijing time); all other devices are logged out.

    From: { $address }
    Device: { $device }

    If this was you, there is nothing to do. If not, reset the password by mobile at once, and contact us: { $contact }.

    { mail-signature }

# Pages: reset, password, binding, profile, events
choose = Choose
save = Save
saving = Saving…
nav-binding = Binding
nav-events = Events
login-forgot = Forgot your password?
reset-title = Reset your password
reset-lead = Prove that the bound mobile is yours, then choose a new password.
reset-step-1 = Step 1: your mobile
reset-step-2 = Step 2: a new password
reset-submit = Reset password
reset-login = I remember it: log in
password-title = Change password
password-lead = Your other devices will be logged out; this one stays logged in.
password-submit = Change password
strength-0 = Very weak: easily guessed
strength-1 = Weak: easily guessed
strength-2 = Fair: add a word or two
strength-3 = Strong: good to use
strength-4 = Very strong
binding-title = Binding
binding-bound = bound
binding-unbound = not bound
binding-waiting = We mailed you a link; please open it within 30 minutes. Nothing came?
binding-resend = Send again
binding-mobile-submit = Change mobile
binding-email-submit = Bind this address
binding-wechat = WeChat
label-new_mobile = New mobile number
label-new_email = New notification email
label-email_code = Email code
bind-email-title = Bind your notification email
bind-email-lead = Press the button to receive your account’s notifications at this address.
bind-email-submit = Bind
bind-email-back = See the bindings
profile-account = Account
profile-change-contacts = Change mobile or email
profile-delivery = Delivery
profile-next-level = Refresh the next list
devices-title = Logged-in devices
devices-this = this device
devices-seen = { $address } · last used { $time }
devices-sign-out = Log this device out
devices-sign-out-others = Log all other devices out
devices-unknown = Unknown device
events-title = Events
events-none = There are no events at the moment.
events-when = When
events-where = Where
events-seats = Seats
events-beijing-time = { $time } (Beijing time)
events-seats-left = { $left } of { $capacity } left
events-open = open
events-booked = signed up
events-closed = sign-up closed
events-not-yet = not open yet
events-past = over
events-sold-out = sold out
events-book = Sign up
events-cancel = Cancel
events-cancel-sure = Your seat goes to somebody else. To come after all, you sign up again while seats are left.
events-cancel-confirm = Yes, cancel
events-calendar = Add to calendar
home-email-done = Notification email bound
home-email-todo = Bind your notification email
home-delivery-done = Delivery details filled in
home-delivery-todo = Fill in delivery details
home-events-done = Signed up for an event
home-events-todo = See what is on

# WeChat
refused-wechat_off = WeChat is not available here.
refused-wechat_state_invalid = This WeChat authorization no longer works: expired, used, or begun in another browser. Scan again.
refused-wechat_denied = WeChat gave no authorization. If that was by mistake, scan again.
refused-wechat_unavailable = WeChat cannot be reached; nothing was changed. Try again in a while.
refused-wechat_taken = This WeChat is bound to another account. Use another one, or log in to that account and unbind it first.
refused-wechat_bound = You have bound another WeChat; unbind it first.
refused-wechat_not_bound = No account has bound this WeChat. Log in with your password first, then bind it on the bindings page.
refused-nothing_bound = You have bound no WeChat.
done-weixin_bind = WeChat is bound. You can log in with it from now on.
done-weixin_bind_start = Please scan the code at WeChat.
done-weixin_unbind = WeChat is unbound.
login-wechat = Log in with WeChat
binding-wechat-lead = Once bound, WeChat can log you in. Give your password first, then scan the code at WeChat.
binding-wechat-start = Scan with WeChat to bind
binding-wechat-leaving = Going to WeChat…
binding-wechat-bound = The bound WeChat can log in to this account. Unbinding asks for your password.
binding-wechat-unbind = Unbind WeChat
binding-wechat-unbind-sure = You will not be able to sign in with this WeChat any more.
binding-wechat-unbind-confirm = Yes, unbind
binding-wechat-off = WeChat is not available here.
home-wechat-done = WeChat bound
home-wechat-todo = Bind your WeChat
dev-wechat-title = WeChat’s double
dev-wechat-lead = There is no real WeChat in development: this stands in for the scan.
dev-wechat-confirm = { $who }: confirm
dev-wechat-jia = WeChat user A
dev-wechat-yi = WeChat user B
dev-wechat-bing = WeChat user C
dev-wechat-refuse = Refuse

# The development outbox
outbox-title = Development outbox
outbox-mode = The next messages:
outbox-deliver = arrive
outbox-delay = come 20 seconds late
outbox-drop = get lost
outbox-fail = are refused
outbox-search = Find by mobile or email
outbox-find = Find
outbox-empty = No messages yet.
outbox-state-queued = waiting to be tried again
outbox-state-failed = given up
outbox-state-dropped = expired unsent
outbox-tries = tried { $number } times
outbox-text = Plain text
outbox-source = Source of the mail
