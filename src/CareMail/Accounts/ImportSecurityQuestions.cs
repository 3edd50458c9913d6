using CareMail.Access;
using CareMail.Identity;
using CareMail.Identity.Tasks;
using CareMail.Storage;
using CsvHelper;

namespace CareMail.Accounts;

/// <summary>What became of a file of old security questions.</summary>
/// <param name="HaveSecret">People who have an Account Secret already: their questions are not wanted any more.</param>
/// <param name="Errors">By line. If there is one, nothing was imported.</param>
public sealed record ImportedQuestions(int People, int HaveSecret, IReadOnlyList<string> Errors);

/// <summary>
/// Brings in the three questions and answers people had before Account Secrets, from CSV:
/// <c>email,question1,answer1,question2,answer2,question3,answer3</c>. The whole file is looked at first; one wrong line
/// and nothing is imported. Doing it again replaces what was there.
/// </summary>
public sealed class ImportSecurityQuestions(
    Database database,
    Acts acts,
    AccountRecords accounts,
    SecurityQuestions questions
)
{
    private const int Fields = 7;
    private const int Longest = 200;
    private const int AtOnce = 200;

    private static readonly CsvReaderOptions Csv = new() { Separator = ',', HasHeader = false };

    public async Task<Outcome<ImportedQuestions>> RunAsync(
        Actor actor,
        string text,
        string? reason,
        CancellationToken ct = default
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(text);
        if (!Permissions.May(actor, Act.ActivateAccount, new Target()))
        {
            return new Refusal("Your account does not have the right to do this.");
        }

        if (Acts.NoReason(reason) is { } silent)
        {
            return silent;
        }

        var (rows, errors) = await ReadAsync(text, ct);
        if (errors.Count > 0)
        {
            return new ImportedQuestions(0, 0, errors);
        }

        var set = 0;
        foreach (var some in rows.Chunk(AtOnce))
        {
            set += await database.WriteAsync(tx => SetAsync(tx, actor, some, reason), ct);
        }

        return new ImportedQuestions(set, rows.Count - set, []);
    }

    private async Task<int> SetAsync(WriteTransaction tx, Actor actor, Row[] rows, string? reason)
    {
        var set = 0;
        foreach (var row in rows)
        {
            if (await questions.SetAsync(tx, row.Person.Id, row.Questions))
            {
                set++;
                await acts.RecordAsync(
                    tx,
                    actor,
                    Act.ChangeSecret,
                    row.Person.Id,
                    row.Person.OrganisationId,
                    reason,
                    newValue: "security questions"
                );
            }
        }

        return set;
    }

    private async Task<(IReadOnlyList<Row> Rows, IReadOnlyList<string> Errors)> ReadAsync(
        string text,
        CancellationToken ct
    )
    {
        List<Row> rows = [];
        List<string> errors = [];
        HashSet<Guid> seen = [];
        using var reader = CsvReader.FromText(text.TrimStart('\uFEFF'), Csv);
        for (var line = 1; reader.Read(); line++)
        {
            string[] fields = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
            if (line == 1 && fields.Length > 0 && fields[0].Trim().Equals("email", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (Wrong(fields) is { } wrong)
            {
                errors.Add($"Row {line}: {wrong}");
            }
            else if (await accounts.FindByNameAsync(fields[0].Trim(), ct) is not { } person)
            {
                errors.Add($"Row {line}: nobody signs in with that address.");
            }
            else if (!seen.Add(person.Id))
            {
                errors.Add($"Row {line}: this person is in the file twice.");
            }
            else
            {
                rows.Add(
                    new Row(person, [.. fields.Skip(1).Chunk(2).Select(q => new SecurityQuestion(q[0].Trim(), q[1]))])
                );
            }
        }

        return (rows, errors);
    }

    private static string? Wrong(string[] fields) =>
        fields.Length != Fields ? $"it has {fields.Length} fields, not {Fields}."
        : fields.Any(f => f.Trim().Length is 0 or > Longest) ? "a field is empty or too long."
        : fields.Skip(1).Chunk(2).Select(q => q[0].Trim()).Distinct(StringComparer.OrdinalIgnoreCase).Count() < 3
            ? "the three questions are not different."
        : null;

    private sealed record Row(AccountSummary Person, IReadOnlyList<SecurityQuestion> Questions);
}
