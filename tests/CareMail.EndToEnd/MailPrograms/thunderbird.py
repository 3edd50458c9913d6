# Goes on after ImaplibAsync's opening: m is a second program on the same mailbox.
# Thunderbird is driven by Marionette, its remote control: the account with keys and clicks, the rest with its own commands.
import base64, json

profile, submission = args

WORDS = '''
const { MailServices } = ChromeUtils.importESModule('resource:///modules/MailServices.sys.mjs');
const w = Services.wm.getMostRecentWindow('mail:3pane');
const composer = () => Services.wm.getMostRecentWindow('msgcompose');
const all = n => [...(n?.querySelectorAll('*') ?? [])].flatMap(e => [e, ...all(e.shadowRoot)]);
const hub = () => all(w.document.querySelector('account-hub-container')?.shadowRoot).filter(e => e.getBoundingClientRect().width);
const enabled = id => hub().find(e => e.id === id && !e.disabled);
const shown = () => hub().map(e => `${e.localName}#${e.id}${e.disabled ? ' disabled' : ''} ${e.children.length ? '' : e.textContent.trim()}`).join('\\n');
const choose = (list, label) => {
  list.value = [...list.options].find(o => o.label === label).value;
  for (const name of ['input', 'change']) list.dispatchEvent(new w.Event(name, { bubbles: true, composed: true }));
};
const root = () => MailServices.accounts.accounts.map(a => a.incomingServer).find(s => s.type === 'imap')?.rootFolder;
const folder = path => path.split('/').reduce((f, name) => f.getChildNamed(name), root());
const folders = () => root().descendants.filter(f => !f.noSelect).map(f => f.QueryInterface(Ci.nsIMsgImapMailFolder).onlineName);
const letters = path => [...folder(path).messages];
const letter = (path, id) => letters(path).find(h => h.messageId === id);
const show = path => {
  const pane = w.gTabmail.currentAbout3Pane;
  if (pane.gFolder !== folder(path)) pane.displayFolder(folder(path));
  folder(path).updateFolder(null);
  return pane;
};
const pick = (path, id) => {
  const pane = show(path), row = pane.gDBView?.findIndexOfMsgHdr(letter(path, id), true) ?? -1;
  if (row >= 0) pane.threadTree.selectedIndex = row;
  return row >= 0;
};
const keep = path => {
  if (letters(path).every(h => folder(path).hasMsgOffline(h.messageKey))) return true;
  try { folder(path).downloadAllForOffline(null, null); } catch { /* It is fetching them already. */ }
  return false;
};
const bytes = (path, h) => {
  const stream = Cc['@mozilla.org/binaryinputstream;1'].createInstance(Ci.nsIBinaryInputStream);
  stream.setInputStream(folder(path).getMsgInputStream(h, {}));
  let text = '';
  for (let n; (n = stream.available());) text += stream.readBytes(n);
  return btoa(text);
};
const write = (to, subject, body) => {
  const make = (name, type) => Cc[`@mozilla.org/messengercompose/${name};1`].createInstance(type);
  const letter = make('composeparams', Ci.nsIMsgComposeParams);
  letter.composeFields = Object.assign(make('composefields', Ci.nsIMsgCompFields), { to, subject, body });
  letter.identity = MailServices.accounts.defaultAccount.defaultIdentity;
  letter.format = Ci.nsIMsgCompFormat.PlainText;
  MailServices.compose.OpenComposeWindowWithParams(null, letter);
};
'''


class Thunderbird:
    def __init__(self):
        self.reader = None
        self.socket = socket.create_connection(('127.0.0.1', int(self.until(self.door, 'its remote control'))))
        self.reader = self.socket.makefile('rb')
        self.read()
        self.command('WebDriver:NewSession', capabilities={'alwaysMatch': {}})
        self.command('Marionette:SetContext', value='chrome')

    def door(self):
        file = profile + '/MarionetteActivePort'
        return os.path.exists(file) and open(file).read()

    def read(self):
        length = b''
        while not length.endswith(b':'):
            length += self.reader.read(1) or sys.exit('Thunderbird has gone.')
        return json.loads(self.reader.read(int(length[:-1])))

    def command(self, name, **parameters):
        message = json.dumps([0, 1, name, parameters]).encode()
        self.socket.sendall(b'%d:%s' % (len(message), message))
        _, _, error, result = self.read()
        assert not error, (name, error['error'], error['message'])
        return result

    def run(self, script, *arguments):
        return self.command('WebDriver:ExecuteScript', script=WORDS + script, args=arguments, sandbox='system', newSandbox=True)['value']

    def until(self, happened, what):
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if result := happened():
                return result
            time.sleep(.2)
        raise AssertionError('No %s. It shows:\n%s' % (what, self.reader and self.run('return shown()')))

    def shows(self, script, *arguments):
        return self.until(lambda: self.run('return ' + script, *arguments), script)

    def field(self, id):
        return self.shows('enabled(arguments[0])', id)['element-6066-11e4-a52e-4f735466cecf']

    def click(self, id):
        self.command('WebDriver:ElementClick', id=self.field(id))

    def type(self, id, text):
        self.command('WebDriver:ElementClear', id=self.field(id))
        self.command('WebDriver:ElementSendKeys', id=self.field(id), text=text)

    def choose(self, id, label):
        self.field(id)
        self.run('choose(enabled(arguments[0]), arguments[1])', id, label)

    def sees(self, folder, id):
        self.shows('w && (show(arguments[0]), !!letter(...arguments))', folder, id)


# It says that a letter is kept a moment before its file of them is whole: then it is asked again.
def kept_in(folder):
    try:
        return (t.run('return letters(arguments[0]).map(h => [h.messageKey, bytes(arguments[0], h)])', folder),)
    except AssertionError as e:
        if 'NS_MSG_ERROR_MBOX_MALFORMED' not in str(e): raise


def found(folder, *keys):
    ok(m.select('"%s"' % folder))
    return ok(m.uid('SEARCH', *keys))[0].split()


# Its own account set-up, on its first start.
t = Thunderbird()
t.type('realName', 'Amina Yusuf')
t.type('email', user)
t.click('manualConfiguration')
for direction, security, number in (('incoming', 'SSL/TLS', port), ('outgoing', 'STARTTLS', submission)):
    t.type(direction + 'Hostname', 'localhost')
    t.choose(direction + 'ConnectionSecuritySelect', security)
    t.choose(direction + 'AuthMethodSelect', 'Normal password')
    t.type(direction + 'Port', number)
    if direction == 'outgoing': t.click('custom')  # "Test": only then is "Continue" enabled.
    t.click('forward')
t.type('password', password)
t.click('forward')
t.shows("hub().some(e => e.localName === 'email-added-success')")
t.click('forward')

# What comes is seen.
for n in (1, 2, 3):
    ok(m.append('INBOX', None, None, b'Subject: Thunderbird %d\r\nFrom: a@x.example\r\nMessage-ID: <tb%d@x.example>\r\n\r\nEvery byte\r\n\r\n.\r\nFrom here\r\n\ttab \xe9 \r\n' % (n, n)))
for n in (1, 2, 3): t.sees('INBOX', 'tb%d@x.example' % n)

# Its star and its "read" are seen elsewhere; a flag and a move made elsewhere are seen here.
assert not found('INBOX', 'SUBJECT', '"Thunderbird 1"', 'SEEN') + found('INBOX', 'SUBJECT', '"Thunderbird 1"', 'FLAGGED')
t.shows("pick('INBOX', 'tb1@x.example')")
t.run("w.goDoCommand('cmd_markAsFlagged'); w.goDoCommand('cmd_markAsRead')")
t.until(lambda: found('INBOX', 'SUBJECT', '"Thunderbird 1"', 'SEEN', 'FLAGGED'), 'star and read on the server')
ok(m.uid('STORE', found('INBOX', 'SUBJECT', '"Thunderbird 2"')[0], '+FLAGS', '\\Flagged'))
ok(m.uid('MOVE', found('INBOX', 'SUBJECT', '"Thunderbird 3"')[0], 'Archive'))
t.shows("(show('INBOX'), letter('INBOX', 'tb2@x.example').isFlagged && !letter('INBOX', 'tb3@x.example'))")
t.sees('Archive', 'tb3@x.example')

# Its move is seen elsewhere.
t.shows("pick('INBOX', 'tb2@x.example')")
t.run("w.gTabmail.currentAbout3Pane.commandController.doCommand('cmd_moveMessage', folder('Archive'))")
t.until(lambda: found('Archive', 'SUBJECT', '"Thunderbird 2"', 'FLAGGED'), 'move on the server')
assert not found('INBOX', 'SUBJECT', '"Thunderbird 2"')

# What it sends arrives, and its copy is kept.
t.run('write(...arguments)', user, 'Sent by Thunderbird', 'Gr\u00fc\u00dfe')
t.shows('(composer()?.composeEditorReady ?? false)')
t.run("composer().goDoCommand('cmd_sendNow')")
t.until(lambda: found('INBOX', 'SUBJECT', '"Sent by Thunderbird"'), 'letter it sent')
t.until(lambda: found('Sent', 'SUBJECT', '"Sent by Thunderbird"'), 'copy of the letter it sent')
t.shows('!composer()')

# What it keeps is what the server has, byte for byte, but for the lines it puts before each letter.
same = 0
for folder in t.run('return folders()'):
    there = found(folder, 'ALL')
    t.until(lambda: t.run('show(arguments[0]); return letters(arguments[0]).map(h => h.messageKey)', folder) == [int(n) for n in there], 'every letter of ' + folder)
    t.shows('keep(arguments[0])', folder)
    for uid, kept in t.until(lambda: kept_in(folder), 'whole file of ' + folder)[0]:
        kept = re.sub(rb'\A(X-Mozilla-[^\n]*\n)+', b'', base64.b64decode(kept))
        assert kept == ok(m.uid('FETCH', str(uid), '(BODY.PEEK[])'))[0][1], (folder, uid)
        same += 1
assert same > 50, same
print('all of it')
