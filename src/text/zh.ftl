# 门户的全部文字。键名：label-字段、hint-字段、字段-问题、problem-问题、refused-原因、done-操作、sms-模板、mail-模板。

brand = { $brand }
operator = { $operator }
contact = { $contact }
# 没有设置时的名称
default-brand = 门户
default-operator = 〔运营者未设置 MENHU_OPERATOR〕
default-contact = 〔联系方式未设置 MENHU_CONTACT〕
contact-us = 联系我们：
contact-help = 需要帮助？请联系我们：
tagline = 企业账号中心
skip-to-content = 跳到正文
other-language = English
footer-terms = 用户协议
footer-privacy = 隐私政策
footer-outbox = 开发发件箱
nav-login = 登录
nav-register = 注册
nav-profile = 账号资料
nav-main = 主导航
logout = 退出
required-mark = （必填）
optional-mark = （选填）
working = 请稍候…
offline = 网络不通，内容没有提交。请检查网络后再试一次。
title-error = 错误：
summary-title = 请检查以下内容
login-elsewhere = 在新标签页登录，然后回到这里再提交一次
open-again = 重新打开这个页面
show-password = 显示
hide-password = 隐藏
show-password-label = 显示密码
hide-password-label = 隐藏密码

wait-seconds = { $number } 秒
wait-minutes = { $number } 分钟
wait-hours = { $number } 小时

# 字段
label-user_email = 企业邮箱
label-company_name = 企业名称
label-password = 密码
label-phone = 手机号
label-mobile = 手机号
label-name = 真实姓名
label-realname = 真实姓名
label-qq = 联络 QQ
label-code = 短信验证码
label-select_fields = 所属领域
label-consent = 用户协议与隐私政策
label-username = 用户名 / 手机号 / 邮箱
label-action_name = 业务类型
label-remember = 30 天内保持登录
label-next = 跳转页面

hint-user_email = 建议使用企业域名的邮箱，绑定链接会发到这里。
hint-user_email-refused = 请使用企业域名的邮箱，不接受 qq.com、163.com 等免费邮箱。
hint-company_name = 请填写营业执照上的全称，4 到 100 个字。
hint-password = 至少 8 个字符。几个不相干的词连在一起，既好记又安全。
hint-phone = 中国大陆手机号，用来接收验证码和登录。
hint-code = 6 位数字，5 分钟内有效。
hint-select_fields = 选 1 到 5 项，其中在列表里最靠前的为主要领域。
hint-remember = 公用电脑上请不要勾选。

# 问题
problem-required = 请填写{ $label }。
problem-wrong_type = { $label }的格式不对，应为文字。
problem-format = { $label }的格式不对。
problem-too_short = { $label }太短了。
problem-too_long = { $label }太长了。
problem-control_character = { $label }里有不可见的特殊字符，请删除后再试。
problem-markup = { $label }里不能有网址，也不能有 < 和 >。
problem-weak = { $label }太容易被猜到。
problem-personal = { $label }里不能有自己的资料。
problem-unknown = { $label }不在可选范围内。
problem-too_many = { $label }选得太多了。
problem-taken = 这个{ $label }已被使用。
problem-free_mail = 请使用企业域名的邮箱，不接受免费邮箱。
problem-too_many_tries = 操作太频繁了。

user_email-format = 邮箱格式不对，请填写类似 zhang@example.cn 的地址。
user_email-too_long = 邮箱太长，最多 254 个字节。
user_email-taken = 这个邮箱已经注册过，请直接登录，或换一个邮箱。
phone-format = 请填写 11 位的中国大陆手机号。
phone-taken = 这个手机号已经注册过，请直接登录，或找回密码。
mobile-format = 请填写 11 位的中国大陆手机号。
company_name-too_short = 企业名称太短，至少 4 个字。
company_name-too_long = 企业名称太长，最多 100 个字。
company_name-format = 企业名称里至少要有一个文字。
realname-too_short = 真实姓名太短，至少 2 个字。
realname-too_long = 真实姓名太长，最多 50 个字。
name-too_short = 真实姓名太短，至少 2 个字。
name-too_long = 真实姓名太长，最多 50 个字。
name-format = 真实姓名里至少要有一个文字。
qq-format = QQ 号应为 5 到 11 位数字，不以 0 开头。
code-required = 请填写验证码。
code-format = 验证码是 6 位数字。
password-too_short = 密码太短，至少 8 个字符。
password-too_long = 密码太长，最多 128 个字符。
password-weak = 这个密码太容易被猜到。请再长一些，或换几个不相干的词。
password-personal = 密码里不能有自己的手机号、邮箱名或企业名称。
select_fields-required = 请至少选择一个领域。
select_fields-too_many = 最多选择 5 个领域。
select_fields-unknown = 所选领域不在列表中，请重新选择。
consent-required = 请先阅读并同意《用户协议》和《隐私政策》。
username-required = 请填写用户名、手机号或邮箱。
username-too_long = 用户名、手机号或邮箱太长了。
action_name-unknown = 业务类型只能是 AccountReg、ChangePwd 或 ChangeMobile。

# 拒绝
refused-fields = 提交的内容有误，请检查标出的项目。
refused-login_required = 请先登录。
refused-account_changed = 这个页面是用另一个账号打开的，没有做任何改变。请重新打开页面再操作。
refused-login_failed = 账号或密码不正确。连续输错会暂时锁定，忘记密码可以用手机号找回；仍无法登录，请联系我们：{ $contact }。
refused-code_wrong = 验证码不正确，请核对后重新输入，或重新获取。
refused-code_left = 验证码不正确，还可以再试 { $left } 次。请核对短信里的 6 位数字，用完要等 24 小时。
refused-code_last = 验证码不正确，5 次机会已经用完，请 24 小时后再试。如需帮助，请联系我们：{ $contact }。
refused-code_expired = 验证码已过期，请重新获取。
refused-too_many_tries = 操作太频繁，请 { $wait }后再试。如需帮助，请联系我们：{ $contact }。
refused-cooldown = 刚刚发送过，请 { $wait }后再试。

# 没有到达操作的请求
error-malformed = 请求内容不是有效的 JSON 对象。
error-origin = 不接受来自这个网站的请求。
error-not_found = 没有这个接口。
error-method = 这个接口不接受这种请求方法。
error-too_large = 请求内容太大，最多 16 KiB。
error-content_type = 请以 application/json 提交。
error-flood = 请求太频繁，请稍后再试。
error-internal = 系统出了点问题，没有完成。请稍后再试；仍不成功，请联系我们：{ $contact }。
error-busy = 系统繁忙，请稍后再试。
error-host = 请通过正式网址访问。
nothing-done = 只是预先查看，没有执行任何操作。
error-timeout = 请求没有及时发送完，请再试一次。

# 完成
done-account_register = 注册成功。
welcome = 注册成功，欢迎！确认邮件已发到您的工作邮箱，点开信里的链接，就能收到活动通知。
done-account_login = 登录成功。
done-account_logout = 已退出登录。
done-send_sms_code = 验证码已发送，请查看短信。
done-vaild_sms_code = 验证码正确。
done-me = 请求成功。
done-notify_email_is_bind = 请求成功。
done-weixin_is_bind = 请求成功。
done-events = 请求成功。
done-sessions = 请求成功。
done-regions = 请求成功。

# 按钮
get-code = 获取验证码
get-code-again = {"{n}"} 秒后重新获取
code-sent-to = 验证码已发送至
code-other-number = 改号码
code-other-address = 改邮箱
code-not-here = 收不到？
code-late = 再等一分钟，高峰时短信和邮件会晚到。
code-blocked = 看看短信是否被手机拦截，手机是否停机、欠费或没有信号。
code-spam = 看看垃圾邮件和订阅邮件里有没有。
code-check-number = 核对上面的号码，一分钟后可以重新获取。
code-check-address = 核对上面的邮箱，一分钟后可以重新获取。
sending = 正在发送…

# 首页
home-title = 企业账号，从这里开始
home-lead = 一个账号，管理企业资料、联系方式与线下活动报名。
home-hello = { $name }，您好
home-profile = 查看账号资料
home-left = 您的账号
home-registered = 账号已注册，手机号已验证
home-why-1 = 手机验证码注册
home-why-1-text = 几分钟完成，验证码 5 分钟内有效。
home-why-2 = 三种方式登录
home-why-2-text = 用户名、手机号、邮箱，记得哪个用哪个。
home-why-3 = 资料只为服务所用
home-why-3-text = 收集什么、为什么收集，都写在隐私政策里。

# 注册
register-title = 注册企业账号
register-description = 用手机验证码注册企业账号，几分钟即可完成。
register-lead = 已有账号？
register-login = 直接登录
register-section-mobile = 验证手机
register-section-company = 企业与联系人
register-section-password = 设置密码
register-submit = 注册
register-busy = 正在注册…
register-consent-before = 我已阅读并同意
register-consent-and = 和
register-terms = 《用户协议》
register-privacy = 《隐私政策》

# 登录
login-title = 登录
login-description = 用用户名、手机号、邮箱或微信登录企业账号。
login-lead = 还没有账号？
login-register = 注册企业账号
login-submit = 登录
login-busy = 正在登录…
login-required = 请先登录，然后继续。
login-unsent = 登录已结束，刚才的内容没有提交。登录后会回到那里，填写的内容都还在（密码和验证码除外）。
form-unsent = 您已重新登录。刚才填写的内容还在，但还没有提交，请检查后再提交一次（密码和验证码需要重新填写）。

# 资料
profile-title = 账号资料
profile-personal = 个人信息
profile-company = 企业信息
profile-username = 用户名
profile-email-waiting = 待绑定
profile-notify_email = 接收邮箱
profile-free-mail = 您注册时用的是免费邮箱。建议换成企业域名的邮箱，以免人员变动后收不到通知。

# 协议
terms-title = 用户协议
terms-description = 使用账号服务时，您与我们约定的事项。
privacy-title = 隐私政策
privacy-description = 我们收集哪些个人信息、为什么收集、保存多久，以及您有哪些权利。
legal-version = 版本：{ $version }
terms-lead = 本协议由您与{ $operator }（以下称“我们”）订立。联系方式：{ $contact }。
privacy-lead = 个人信息处理者：{ $operator }（以下称“我们”）。联系方式：{ $contact }。
terms-1-title = 一、服务是什么
terms-1-text = { $brand }为企业用户提供账号：注册与登录、联系方式的绑定、企业与收货资料的维护、线下活动的报名。
terms-2-title = 二、谁可以注册
terms-2-text =
    您应当代表一家在中国大陆依法设立的企业或其他组织，并有权以其名义使用本服务。注册须验证一个中国大陆手机号，一个手机号、一个企业邮箱只能注册一个账号。

    您填写的资料应当真实、准确；资料变化后请及时更新。
terms-3-title = 三、账号安全
terms-3-text =
    请妥善保管密码，不要把短信验证码告诉任何人，包括自称客服的人。我们不会向您索要密码或验证码。

    连续输错密码会暂时锁定登录。发现异常请立即修改密码，并退出其他设备。
terms-4-title = 四、不可以做什么
terms-4-text = 不得冒用他人身份，不得批量注册或转让账号，不得攻击、扫描本服务或绕过其限制，不得利用本服务从事违法活动。违反时我们可以暂停或终止服务。
terms-5-title = 五、活动报名
terms-5-text = 每个账号在每场活动中占一个席位，名额先到先得。不能参加时请在活动前取消，把席位留给别人。
terms-6-title = 六、变更与终止
terms-6-text = 协议变更时我们会在本页公布新版本和生效日期；新版本只对公布之后的操作有效。您可以随时联系我们（{ $contact }），申请注销账号，我们在 15 个工作日内删除或匿名化您的资料，法律要求保留的除外。
terms-7-title = 七、法律适用
terms-7-text = 本协议适用中华人民共和国法律。争议先协商解决；协商不成的，由{ $operator }所在地人民法院管辖。

privacy-1-title = 一、收集什么，为什么
privacy-1-text =
    注册时：手机号（登录、接收验证码）、企业邮箱与接收邮箱（登录、接收通知）、真实姓名、联络 QQ、企业名称、所属领域（确认身份，提供合适的服务与活动）、密码（只保存不可还原的散列值）。

    使用中：登录时间、IP 地址与浏览器标识（发现异常登录，供您查看已登录的设备）；您主动填写的收货信息（寄送活动物料）；您主动绑定的微信标识（微信登录）。

    在您勾选同意之前，我们不收集上述任何信息。
privacy-2-title = 二、Cookie
privacy-2-text = 我们只使用必要的 Cookie：一个保持登录状态，一个记住您选择的语言。没有广告，没有第三方统计，页面不加载任何外部网站的内容。
privacy-3-title = 三、交给谁
privacy-3-text = 发送短信和邮件时，手机号或邮箱地址会交给短信服务商与邮件服务商，仅用于送达。除此之外，未经您的同意不向任何第三方提供，法律法规另有规定的除外。
privacy-4-title = 四、存在哪里，存多久
privacy-4-text = 资料存储在中国大陆境内。账号存续期间保存；注销后 15 个工作日内删除或匿名化。验证码 5 分钟失效，用后即删；登录记录按法律要求保存不少于 6 个月。
privacy-5-title = 五、怎样保护
privacy-5-text = 全程加密传输；密码以 argon2id 散列保存；验证码与登录凭据在数据库中不以明文出现；手机号与邮箱在日志中遮盖。
privacy-6-title = 六、您的权利
privacy-6-text = 您可以在账号资料页查看和更正资料，也可以联系我们（{ $contact }），撤回同意、取得副本或注销账号；注销前会再次验证您的手机号。我们在 15 个工作日内答复。
privacy-7-title = 七、未成年人
privacy-7-text = 本服务面向企业，不面向未满十八周岁的人。

# 接口文档
docs-title = 接口文档
docs-lead = 账号接口的全部操作：路径、参数、返回与失败原因。
docs-intro = 所有操作都在 /users/ 之下，末尾带斜杠。POST 以 application/json 提交一个 JSON 对象；返回一个扁平的 JSON 对象：status（ok；注册与登录失败为 form_error，其余为 error）、msg（给人看的一句话）、errors（参数名 → 句子列表）、失败时 reason（程序可依赖的标识）、需要等待时 retry_after（秒）。已经到达操作的请求，不论成败都是 HTTP 200；没有到达操作的，另有状态码，信封相同。以后只会增加字段，不会减少或改名。
docs-json = OpenAPI 3.1 文档（JSON）
docs-envelope = 返回的信封
docs-boundary = 没有到达操作的请求
docs-boundary-text = 以下情况有自己的 HTTP 状态码，返回同样的信封，status 为 error。
docs-lenient = 宽松之处
docs-lenient-text = 文档写字符串的地方，数字按其各位数字接受；select_fields 给一个字符串等于只有一项的列表；是非项可用 true、1、"1"、"on"、"true"。缺少、null、空字符串或类型不对，只算这一项的错误。不认识的参数会被忽略。同一个键出现两次、嵌套超过 32 层、正文超过 16 KiB，整个请求不被接受。
docs-session-title = 登录状态
docs-session = 注册或登录成功后，返回里的 Cookie 就是登录状态，以后的请求带上它即可。浏览器跨站调用须由管理员列入允许的来源，并带上凭据（credentials）。本站页面上的表单另有一项 account，是打开页面时所登录账号的标记；与现在登录的账号不符时返回 account_changed，什么也不改变。程序不必给出。
docs-language = 语言
docs-language-text = msg 与 errors 默认为中文；请求头 Accept-Language 偏好英文时为英文。
docs-fields = 参数
docs-no-fields = 不需要参数，提交空对象 {"{}"}。
docs-no-query = 不需要参数。
docs-reply = 返回
docs-reply-none = 只有信封，没有其他字段。
docs-failures = 失败原因
docs-example = 示例
docs-success = 成功
docs-200 = 操作的结果，不论成败
docs-body = 一个 JSON 对象
docs-set-cookie = 新的登录状态
docs-needs-session = 须登录
docs-sometimes-session = ChangeMobile 须登录
docs-contents = 目录
docs-field = { $label }：{ $rule }

docs-tag-account = 注册登录
docs-tag-sms-code = 短信验证
docs-tag-binding = 账号绑定
docs-tag-password = 密码服务
docs-tag-profile = 个人信息
docs-tag-events = 活动报名
docs-tag-sessions = 登录设备

docs-account_register = 注册
docs-account_register-text = 先检查全部参数的格式，再核对发到 phone 的 AccountReg 验证码，然后才会告知手机号或邮箱已被注册；只要没有成功，验证码仍然可用。成功即登录，并向企业邮箱发出绑定邮件。
docs-account_login = 登录
docs-account_login-text = 用户名、手机号、邮箱都可以。账号不存在、密码错误、账号被锁定，三者的返回相同。连续错五次后锁定 30 秒，此后加倍，最长一小时。
docs-account_logout = 退出登录
docs-account_logout-text = 结束当前登录；没有登录时同样成功。
docs-send_sms_code = 发送短信验证码
docs-send_sms_code-text = 不论号码是否已注册，返回都相同。同一号码 60 秒一次，每小时 5 次，每天 10 次。
docs-vaild_sms_code = 核对短信验证码
docs-vaild_sms_code-text = 只回答是否正确，不会用掉验证码，也不授予任何权限。一个验证码与使用它的操作合计可以错五次。
docs-change_mobile = 修改手机号
docs-change_mobile-text = 验证码发到新手机号（ChangeMobile）。验证码证明之后，才会告知号码属于其他账号。旧手机号会收到通知。
docs-notify_email_is_bind = 接收邮箱是否绑定
docs-notify_email_is_bind-text = 返回已绑定的邮箱；没有时返回等待绑定的邮箱。
docs-weixin_is_bind = 微信是否绑定
docs-weixin_is_bind-text = 返回当前账号是否绑定了微信。
docs-weixin_bind_start = 开始绑定微信
docs-weixin_bind_start-text = 凭密码得到微信的扫码地址，10 分钟内有效，只能在这个浏览器、这次登录中完成。扫码后微信把人送回本站，绑定即完成。
docs-weixin_unbind = 解绑微信
docs-weixin_unbind-text = 凭密码解除微信绑定，此后不能再用这个微信登录。
docs-send_email_code = 发送邮箱验证码
docs-send_email_code-text = 验证密码后，把验证码发到新的接收邮箱。
docs-change_notify_email = 修改接收邮箱
docs-change_notify_email-text = 凭密码与邮箱验证码立即绑定，旧邮箱会收到通知。
docs-resend_bind_email = 重新发送绑定链接
docs-resend_bind_email-text = 向等待绑定的邮箱重新发送链接，30 分钟内有效，只能用一次。60 秒一次。
docs-bind_email = 用链接绑定接收邮箱
docs-bind_email-text = 邮件里的链接打开一个页面，页面上的按钮提交这个操作。链接只绑定一次；邮箱仍是绑定的那个时，再次提交同样回答已绑定。
docs-change_pwd_by_mobile = 用手机号找回密码
docs-change_pwd_by_mobile-text = 凭 ChangePwd 验证码设置新密码。成功后所有设备退出，也不会自动登录；失败时验证码仍然可用。
docs-change_my_pwd = 修改密码
docs-change_my_pwd-text = 凭旧密码设置新密码。其他设备全部退出，当前设备换用新的登录状态。
docs-password_strength = 密码强度
docs-password_strength-text = 按 zxcvbn 打分；什么也不保存。
docs-me = 我的资料
docs-me-text = 返回账号资料页上的全部内容。
docs-change_my_info = 修改个人信息
docs-change_my_info-text = 保存姓名与 QQ。
docs-change_company_info = 修改企业信息
docs-change_company_info-text = 保存企业名称与主页。主页只用来显示，不会被访问。
docs-change_my_recv_info = 修改收货信息
docs-change_my_recv_info-text = 省份、城市、区县可以是名称或六位代码，会检查归属；不对时只指出第一个不对的。
docs-regions = 省市区列表
docs-regions-text = 不带参数时返回全部省份；带上代码时返回其下一级，没有下一级或代码不存在时返回空列表。
docs-new_industry_bookin = 活动报名
docs-new_industry_bookin-text = "1" 为 4 月 16 日北京场，"2" 为 4 月 16 日成都场；其他活动见活动列表。每个账号每场活动一个席位。
docs-cancel_bookin = 取消报名
docs-cancel_bookin-text = 活动开始之前可以取消，席位让给别人。
docs-events = 活动列表
docs-events-text = 返回全部活动，最近的在前。
docs-sessions = 已登录的设备
docs-sessions-text = 返回账号在哪些设备上登录着。
docs-session_revoke = 退出设备
docs-session_revoke-text = 用 id 退出一台设备，或用 all 退出当前设备以外的所有设备。

docs-label-username = 用户名、手机号或邮箱
docs-label-email_code = 邮箱验证码
docs-label-id = 设备编号
docs-label-all = 所有其他设备
docs-label-parent = 上级代码
docs-label-token = 链接里的令牌
docs-label-new_password = 新密码
docs-label-consent = 同意协议
docs-label-next = 登录后去往的页面

docs-rule-mobile = 11 位中国大陆手机号
docs-rule-email = 邮箱地址，最多 254 个字节
docs-rule-code = 6 位数字，5 分钟内有效
docs-rule-qq = 5 到 11 位数字，不以 0 开头
docs-rule-person = 2 到 50 个字，不含网址
docs-rule-company = 4 到 100 个字，不含网址
docs-rule-url = http 或 https 网址
docs-rule-password = 当前密码，最多 128 个字符
docs-rule-new-password = 8 到 128 个字符，不易被猜到，不含自己的资料
docs-rule-again = 与新密码相同
docs-rule-region = 名称或六位代码
docs-rule-area = 名称或六位代码；城市不分区县、或城市处填的就是省直辖县时可留空
docs-rule-street = 2 到 100 个字
docs-rule-recv-phone = 手机号，带区号的座机（可带分机），400 或 800 电话；地区为香港、澳门、台湾时也可用当地号码
docs-rule-industries = 1 到 5 项，领域代码，也接受中文名
docs-rule-consent = 不给等于由调用方自己征得同意；给出否则不被接受
docs-rule-next = 本站的页面路径，其他一律当作 /profile
docs-rule-login-name = 三者之一
docs-rule-remember = 登录状态保留 30 天
docs-rule-action = 验证码的用途，只能用于这一项
docs-rule-token = 32 位十六进制
docs-rule-bookin = 活动的编号
docs-rule-device = 来自设备列表；没有 all 时必填
docs-rule-all = 给出是，则不看 id
docs-rule-parent = 省份或城市的六位代码；留空为全部省份

docs-reply-status = 结果
docs-reply-msg = 给人看的一句话
docs-reply-errors = 参数名 → 句子列表；没有参数出错时为空对象
docs-reply-reason = 失败原因的标识，程序可以依赖
docs-reply-retry_after = 多少秒之后可以再试
docs-reply-username = 用户名
docs-reply-redirect_url = 接下来去往的本站路径
docs-WeixinAddress-redirect_url = 接下来去往的微信地址
docs-reply-user_industry = 第一个领域的代码
docs-reply-is_bind = 是否已绑定
docs-reply-notify_email = 已绑定的接收邮箱，没有时为等待绑定的
docs-reply-notify_email_is_bind = 接收邮箱是否已绑定
docs-reply-weixin_is_bind = 微信是否已绑定
docs-reply-score = 0 到 4，3 就够
docs-reply-mobile = 手机号，中间四位遮盖
docs-reply-select_fields = 所选领域的代码
docs-reply-recv = 收货信息，没有填写时各项为空
docs-reply-province_code = 省份代码
docs-reply-city_code = 城市代码
docs-reply-area_code = 区县代码
docs-reply-bookings = 已报名活动的编号
docs-reply-free_mail_warning = 是否应提醒换用企业邮箱
docs-reply-regions = 下一级的列表
docs-RegionChoice-code = 六位代码
docs-RegionChoice-name = 名称
docs-reply-events = 活动列表
docs-reply-bookin_type = 活动的编号
docs-reply-title = 名称
docs-Event-city = 所在城市
docs-reply-starts_at = 开始时间，RFC 3339
docs-reply-place = 地点
docs-reply-capacity = 席位总数
docs-reply-seats_left = 剩余席位
docs-reply-open = 现在是否可以报名
docs-reply-phase = not_yet（未开始）、open（可报名）、closed（已截止）、past（已结束）
docs-reply-booked = 自己是否已报名
docs-reply-sessions = 设备列表
docs-SessionRow-id = 设备编号
docs-reply-current = 是否当前设备
docs-reply-device = 浏览器标识
docs-SessionRow-address = 登录时的 IP 地址
docs-reply-signed_in_at = 登录时间，RFC 3339
docs-reply-last_seen_at = 最近使用时间，RFC 3339

# 错误页
not-found-title = 没有找到这个页面
not-found-text = 地址可能输错了，或者页面已经移走。
fault-title = 系统出了点问题
fault-text = 我们已经记录下来。请稍后再试。
busy-title = 系统繁忙
busy-text = 现在的请求太多了，请过一会儿再试。
refused-title = 没有接受这个请求
refused-text = 请从{ $brand }的页面重新操作一次。
flood-title = 请求太频繁
flood-text = 请过一会儿再试。
back-home = 回到首页

# 短信
sms-AccountReg = 【{ $brand }】验证码{ $code }，您正在注册账号，5分钟内有效，请勿泄露。
sms-ChangePwd = 【{ $brand }】验证码{ $code }，您正在找回密码，5分钟内有效。如非本人操作请忽略。
sms-ChangeMobile = 【{ $brand }】验证码{ $code }，您正在修改绑定手机号，5分钟内有效，请勿向任何人提供。
sms-AccountExists = 【{ $brand }】有人用您的手机号注册账号，但您已有账号，请直接登录或找回密码。如非本人操作请忽略。

# 邮件，以此落款
mail-signature =
    { $brand }
    { $operator } · 联系我们：{ $contact }
mail-BindEmail-subject = 请确认您的接收邮箱
mail-BindEmail-text =
    您好：

    请在 30 分钟内打开下面的链接，并在页面上点击“绑定”，把这个邮箱设为{ $brand }账号的接收邮箱：

    { $link }

    如果这不是您的操作，忽略这封信即可，不会有任何改变。

    { mail-signature }

# 行业
industry-internet = 互联网
industry-software = 软件与信息服务
industry-ecommerce = 电子商务
industry-ai_bigdata = 人工智能与大数据
industry-iot_hardware = 物联网与智能硬件
industry-telecom = 通信与运营商
industry-game = 游戏
industry-media = 传媒与广告
industry-culture_sports = 文化体育娱乐
industry-finance = 金融
industry-education = 教育培训
industry-healthcare = 医疗健康
industry-government = 政府与公共事业
industry-manufacturing = 制造业
industry-automotive = 汽车与出行
industry-logistics = 交通物流仓储
industry-retail = 批发零售
industry-catering_tourism = 餐饮酒店旅游
industry-realestate = 建筑与房地产
industry-energy = 能源与采矿
industry-agriculture = 农林牧渔
industry-business_services = 商务与专业服务
industry-research = 科学研究
industry-other = 其他

# 绑定、密码、资料、活动
label-email = 接收邮箱
label-re_password = 再次输入新密码
label-old_password = 旧密码
label-new_password = 新密码
label-confirm_password = 再次输入新密码
label-company_url = 企业主页
label-province = 省份
label-city = 城市
label-area = 区县
label-street = 街道门牌号
label-recv_name = 收货人姓名
label-recv_phone = 收货人电话
label-bookin_type = 活动
label-id = 设备
label-token = 链接
hint-new_password = 至少 8 个字符。几个不相干的词连在一起，既好记又安全。
hint-company_url = 以 http:// 或 https:// 开头，可以不填。
hint-recv_phone = 手机号、带区号的座机（分机写在后面，如 010-12345678 转 801）或 400 电话。
hint-email = 验证码会发到这个新邮箱。
problem-mismatch = 两次输入不一致。
problem-unchanged = { $label }没有变化。
re_password-mismatch = 两次输入的密码不一致。
confirm_password-mismatch = 两次输入的密码不一致。
re_password-required = 请再次输入新密码。
confirm_password-required = 请再次输入新密码。
new_password-too_short = 新密码太短，至少 8 个字符。
new_password-too_long = 新密码太长，最多 128 个字符。
new_password-weak = 这个密码太容易被猜到。请再长一些，或换几个不相干的词。
new_password-personal = 密码里不能有自己的手机号、邮箱名或企业名称。
new_password-unchanged = 新密码不能和旧密码相同。
mobile-unchanged = 这就是您现在绑定的手机号。
mobile-taken = 这个手机号已绑定其他账号。
email-format = 邮箱格式不对，请填写类似 zhang@example.cn 的地址。
email-too_long = 邮箱太长，最多 254 个字节。
email-unchanged = 这就是您现在的接收邮箱。
email-taken = 这个邮箱已绑定其他账号。
company_url-format = 企业主页应为 http:// 或 https:// 开头的网址。
province-unknown = 没有这个省份，请重新选择。
city-unknown = 所选省份里没有这个城市，请重新选择。
area-unknown = 所选城市里没有这个区县，请重新选择。
province-required = 请选择省份。
city-required = 请选择城市。
area-required = 请选择区县。
recv_phone-format = 请填写手机号、带区号的座机（如 010-12345678）或 400 电话；港澳台号码只能用于当地的地址。
bookin_type-unknown = 没有这场活动。
refused-password_wrong = 密码不正确。
refused-already_bound = 接收邮箱已经绑定，不需要再发链接。
refused-nothing_to_bind = 没有等待绑定的邮箱。
refused-link_invalid = 这个链接已失效：可能用过、过期，或者邮箱已换。请在“账号绑定”页重新发送。
refused-already_booked = 您已经报名了这场活动。
refused-sold_out = 名额已满。
refused-closed = 这场活动不在报名时间内。
refused-not_booked = 您没有报名这场活动。
refused-no_such_session = 这个设备已经退出。
done-change_mobile = 手机号已修改。
done-send_email_code = 验证码已发送，请查看邮箱。
done-change_notify_email = 接收邮箱已绑定。
done-resend_bind_email = 绑定邮件已发送，请在 30 分钟内点击信中的链接。
done-bind_email = 接收邮箱已绑定。
done-change_pwd_by_mobile = 密码已重设，请用新密码登录。
done-change_my_pwd = 密码已修改，其他设备已退出。
done-change_my_info = 个人信息已保存。
done-change_company_info = 企业信息已保存。
done-change_my_recv_info = 收货信息已保存。
done-new_industry_bookin = 报名成功。
done-cancel_bookin = 已取消报名。
done-session_revoke = 已退出。

sms-MobileChanged = 【{ $brand }】您的账号于{ $time }更换了绑定手机号（{ $device }，{ $address }）。如非本人操作，请立即联系我们：{ $contact }。
sms-EmailChanged = 【{ $brand }】您的账号于{ $time }更换了接收邮箱（{ $device }，{ $address }）。如非本人操作，请立即修改密码，并联系我们：{ $contact }。
sms-PasswordChanged = 【{ $brand }】您的账号密码于{ $time }被修改（{ $device }，{ $address }）。如非本人操作，请立即用手机号找回密码，并联系我们：{ $contact }。
sms-WechatBound = 【{ $brand }】您的账号于{ $time }绑定了微信（{ $device }，{ $address }）。如非本人操作，请立即解绑、修改密码，并联系我们：{ $contact }。
sms-WechatUnbound = 【{ $brand }】您的账号于{ $time }解绑了微信（{ $device }，{ $address }）。如非本人操作，请立即修改密码，并联系我们：{ $contact }。
sms-AccountLocked = 【{ $brand }】有人多次输错您的账号密码，陌生设备的登录于{ $time }暂时锁定（{ $device }，{ $address }）。您用过的设备不受影响，密码没有改变。如有疑问，请联系我们：{ $contact }。
# 通知里的时间：一小时里的几次改动合为一条；以及认不出的设备
notice-several = { $time }等{ $count }次
device-unknown = 未知设备
mail-button = 打开页面
mail-WechatBound-subject = 您的账号绑定了微信
mail-WechatBound-text =
    { $name }，您好：

    您的{ $brand }账号在 { $time }（北京时间）绑定了微信，此后可以用它登录。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人，无需任何操作。如果不是，请立即登录，解绑微信并修改密码，再联系我们：{ $contact }。

    { mail-signature }
mail-WechatUnbound-subject = 您的账号解绑了微信
mail-WechatUnbound-text =
    { $name }，您好：

    您的{ $brand }账号在 { $time }（北京时间）解绑了微信，此后不能再用它登录。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人，无需任何操作。如果不是，请立即登录并修改密码、退出其他设备，再联系我们：{ $contact }。

    { mail-signature }
mail-ChangeNotifyEmail-subject = 您的验证码
mail-ChangeNotifyEmail-text =
    您好：

    验证码 { $code }，您正在把这个邮箱设为{ $brand }账号的接收邮箱，5 分钟内有效，请勿向任何人提供。

    如果这不是您的操作，忽略这封信即可。

    { mail-signature }
mail-MobileChanged-subject = 您的绑定手机号已更换
mail-MobileChanged-text =
    { $name }，您好：

    您的{ $brand }账号在 { $time }（北京时间）更换了绑定手机号。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人，无需任何操作。如果不是，请立即登录并修改密码、退出其他设备，再联系我们：{ $contact }。

    { mail-signature }
mail-EmailChanged-subject = 您的接收邮箱已更换
mail-EmailChanged-text =
    { $name }，您好：

    您的{ $brand }账号在 { $time }（北京时间）更换了接收邮箱，此后的通知会发到新邮箱。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人，无需任何操作。如果不是，请立即登录并修改密码、退出其他设备，再改回邮箱，并联系我们：{ $contact }。

    { mail-signature }
mail-AccountLocked-subject = 有人在试您的密码
mail-AccountLocked-text =
    { $name }，您好：

    有人多次输错您的{ $brand }账号密码，从陌生设备登录您的账号在 { $time }（北京时间）被暂时锁定。密码没有改变，您用过的设备不受影响。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人忘记了密码，可以用手机号找回。如果不是，无需任何操作；如有疑问，请联系我们：{ $contact }。这样的提醒一天最多一封。

    { mail-signature }
mail-PasswordChanged-subject = 您的密码已修改
mail-PasswordChanged-text =
    { $name }，您好：

    您的{ $brand }账号密码在 { $time }（北京时间）被修改，其他设备已全部退出。

    操作地址：{ $address }
    操作设备：{ $device }

    如果是您本人，无需任何操作。如果不是，请立即用手机号找回密码，并联系我们：{ $contact }。

    { mail-signature }

# 页面：找回密码、修改密码、绑定、资料、活动
choose = 请选择
save = 保存
saving = 正在保存…
nav-binding = 绑定
nav-events = 活动
login-forgot = 忘记密码
reset-title = 找回密码
reset-lead = 用绑定的手机号验证身份，然后设一个新密码。
reset-step-1 = 第一步：验证手机号
reset-step-2 = 第二步：设置新密码
reset-submit = 重设密码
reset-login = 想起来了，去登录
password-title = 修改密码
password-lead = 修改后，其他设备会全部退出登录，这台设备不受影响。
password-submit = 修改密码
strength-0 = 太弱：很容易被猜到
strength-1 = 弱：容易被猜到
strength-2 = 一般：再加一两个词
strength-3 = 强：可以使用
strength-4 = 很强
binding-title = 账号绑定
binding-bound = 已绑定
binding-unbound = 未绑定
binding-waiting = 绑定邮件已发出，请在 30 分钟内点击信中的链接。没有收到？
binding-resend = 重新发送
binding-mobile-submit = 修改手机号
binding-email-submit = 绑定这个邮箱
binding-wechat = 微信
label-new_mobile = 新手机号
label-new_email = 新接收邮箱
label-email_code = 邮箱验证码
bind-email-title = 绑定接收邮箱
bind-email-lead = 点击下面的按钮，把这个邮箱设为账号的接收邮箱。
bind-email-submit = 绑定
bind-email-back = 查看账号绑定
profile-account = 账号
profile-change-contacts = 修改手机号或邮箱
profile-delivery = 收货信息
profile-next-level = 刷新下一级列表
devices-title = 已登录的设备
devices-this = 这台设备
devices-seen = { $address } · 最近使用 { $time }
devices-sign-out = 退出这台设备
devices-sign-out-others = 退出其他所有设备
devices-unknown = 未知设备
events-title = 活动报名
events-none = 目前没有活动。
events-when = 时间
events-where = 地点
events-seats = 名额
events-beijing-time = { $time }（北京时间）
events-seats-left = 剩 { $left } 席，共 { $capacity } 席
events-open = 报名中
events-booked = 已报名
events-closed = 报名已截止
events-not-yet = 报名未开始
events-past = 已结束
events-sold-out = 名额已满
events-book = 报名
events-cancel = 取消报名
events-cancel-sure = 取消后名额会让给别人，想再参加需要重新报名。
events-cancel-confirm = 确认取消
events-calendar = 加入日历
home-email-done = 接收邮箱已绑定
home-email-todo = 绑定接收邮箱
home-delivery-done = 收货信息已填写
home-delivery-todo = 填写收货信息
home-events-done = 已报名活动
home-events-todo = 看看近期活动

# 微信
refused-wechat_off = 微信功能没有开通。
refused-wechat_state_invalid = 这次微信授权已失效：可能过期、用过，或者是在别的浏览器里开始的。请重新扫码。
refused-wechat_denied = 没有得到微信授权。如果是误操作，请重新扫码。
refused-wechat_unavailable = 暂时连不上微信，没有任何改变。请过一会儿再试。
refused-wechat_taken = 这个微信已经绑定了其他账号。请换一个微信，或者先登录那个账号解绑。
refused-wechat_bound = 您已经绑定了另一个微信，请先解绑。
refused-wechat_not_bound = 还没有账号绑定这个微信。请先用密码登录，再到“账号绑定”页绑定微信。
refused-nothing_bound = 您还没有绑定微信。
done-weixin_bind = 微信已绑定，以后可以用微信登录。
done-weixin_bind_start = 请在微信页面扫码。
done-weixin_unbind = 微信已解绑。
login-wechat = 用微信登录
binding-wechat-lead = 绑定后，可以用微信扫码登录。先输入登录密码，然后到微信扫码。
binding-wechat-start = 用微信扫码绑定
binding-wechat-leaving = 正在前往微信…
binding-wechat-bound = 已绑定的微信可以登录这个账号。解绑需要输入登录密码。
binding-wechat-unbind = 解绑微信
binding-wechat-unbind-sure = 解绑后不能再用这个微信登录。
binding-wechat-unbind-confirm = 确认解绑
binding-wechat-off = 微信功能没有开通。
home-wechat-done = 微信已绑定
home-wechat-todo = 绑定微信
dev-wechat-title = 微信替身
dev-wechat-lead = 开发环境里没有真正的微信：在这里代替扫码。
dev-wechat-confirm = { $who }：确认
dev-wechat-jia = 微信用户甲
dev-wechat-yi = 微信用户乙
dev-wechat-bing = 微信用户丙
dev-wechat-refuse = 拒绝

# 开发发件箱
outbox-title = 开发发件箱
outbox-mode = 接下来的消息：
outbox-deliver = 正常送达
outbox-delay = 迟到 20 秒
outbox-drop = 丢失
outbox-fail = 被网关拒绝
outbox-search = 按手机号或邮箱查找
outbox-find = 查找
outbox-empty = 还没有消息。
outbox-state-queued = 等待重试
outbox-state-failed = 已放弃
outbox-state-dropped = 过期未发
outbox-tries = 试了 { $number } 次
outbox-text = 纯文本
outbox-source = 邮件源码
