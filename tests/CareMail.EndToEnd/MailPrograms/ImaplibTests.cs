namespace CareMail.EndToEnd.MailPrograms;

[Collection(MailProgramTests.Name)]
public class ImaplibTests(MailProgramWorld world)
{
    [Fact]
    public async Task Imaplib_does_everything_it_can()
    {
        var person = world.Person("Kit Rowe");

        var said = await world.ImaplibAsync(
            person,
            """
            ok(m.namespace()); ok(m.list()); ok(m.lsub()); ok(m.noop())
            assert 'IMAP4REV1' in m.capabilities
            letter = b'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nFrom: a@x.example\r\n\r\nOne line\r\n.\r\n\r\nlast' + bytes(b for b in range(1, 256) if b not in (10, 13)) + b'\r\n'
            ok(m.create('Work/Plans')); ok(m.append('Work/Plans', '\\Flagged', imaplib.Time2Internaldate(1700000000), letter))
            assert ok(m.select('Work/Plans')) == [b'1']
            data = ok(m.fetch('1', '(RFC822 FLAGS INTERNALDATE)'))
            assert data[0][1] == letter, data
            assert b'Nov-2023' in data[0][0] + data[1], data
            assert ok(m.search(None, 'SUBJECT', 'x')) == [b'']
            assert ok(m.search('UTF-8', 'SEEN', 'FLAGGED')) == [b'1']
            m.literal = 'Grüße'.encode(); assert ok(m.search('UTF-8', 'SUBJECT')) == [b'1']
            ok(m.store('1', '-FLAGS', '\\Flagged')); ok(m.copy('1', 'Archive')); ok(m.uid('MOVE', '1', 'Deleted'))
            assert ok(m.search(None, 'ALL')) == [b'']
            ok(m.select('Deleted')); ok(m.store('1:*', '+FLAGS.SILENT', '\\Deleted')); ok(m.expunge())
            ok(m.close()); ok(m.status('Archive', '(MESSAGES UNSEEN)')); ok(m.getquotaroot('INBOX'))
            ok(m.rename('Work', 'Done')); ok(m.subscribe('Done/Plans')); ok(m.unsubscribe('Done/Plans'))
            ok(m.delete('Done/Plans')); ok(m.delete('Done'))
            m.logout()
            print('all of it')
            """
        );

        Assert.Equal("all of it", said);
    }

    [Fact]
    public async Task Every_letter_of_the_demo_world_is_read_by_the_byte()
    {
        var said = await world.ImaplibAsync(
            world.Person("Joy Okafor"),
            """
            seen = 0
            for line in ok(m.list()):
                folder = line.decode().split('"/" ')[1].strip('"')
                if b'Noselect' in line: continue
                ok(m.select('"%s"' % folder, readonly=True))
                answer = ok(m.uid('FETCH', '1:*', '(RFC822.SIZE BODY.PEEK[HEADER] BODY.PEEK[TEXT] BODY.PEEK[] BODYSTRUCTURE ENVELOPE)'))
                for n in range(0, len(answer) - 3, 4):
                    header, text, whole = answer[n][1], answer[n + 1][1], answer[n + 2][1]
                    size = int(re.search(rb'RFC822.SIZE (\d+)', answer[n][0]).group(1))
                    assert header + text == whole and len(whole) == size, (folder, n)
                    seen += 1
            print(seen > 10)
            """
        );

        Assert.Equal("True", said);
    }
}
