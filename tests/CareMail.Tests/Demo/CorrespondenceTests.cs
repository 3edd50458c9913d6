using CareMail.Demo;
using CareMail.Demo.World;

namespace CareMail.Tests.Demo;

public class CorrespondenceTests
{
    private static readonly DateTimeOffset Now = ProgrammeClock.DefaultStart;

    [Fact]
    public async Task The_same_seed_writes_the_same_bytes()
    {
        var writer = new LetterWriter("caremail.example");
        var (one, other) = (Correspondence.Write(Now, 1), Correspondence.Write(Now, 1));

        Assert.Equal(one.Count, other.Count);
        for (var i = 0; i < one.Count; i++)
        {
            Assert.Equal(await writer.WriteAsync(one[i]), await writer.WriteAsync(other[i]));
        }
    }

    [Fact]
    public void There_are_some_hundred_letters_none_from_the_future_and_another_seed_writes_others()
    {
        var letters = Correspondence.Write(Now, 1);

        Assert.InRange(letters.Count, 250, 600);
        Assert.All(letters, letter => Assert.True(letter.At <= Now));
        Assert.NotEqual(letters.Select(l => l.Subject), Correspondence.Write(Now, 2).Select(l => l.Subject));
    }

    [Fact]
    public void Every_letter_is_its_own_message_and_an_answer_comes_after_what_it_answers()
    {
        var writer = new LetterWriter("caremail.example");
        var letters = Correspondence.Write(Now, 1);

        Assert.Equal(letters.Count, letters.Select(writer.MessageId).Distinct().Count());
        Assert.All(letters, letter => Assert.True(letter.AnswerTo is null || letter.AnswerTo.At < letter.At));
    }

    [Fact]
    public void Everybody_who_writes_or_is_written_to_here_is_in_the_cast()
    {
        var known = Cast
            .People.Select(person => person.LocalPart)
            .Concat(Cast.Places.Select(place => place.SharedAddress).OfType<string>())
            .ToHashSet();

        var named = Correspondence.Write(Now, 1).SelectMany(l => l.To.Concat(l.Cc).Append(l.From)).Where(v => v.IsOurs);

        Assert.Empty(named.Select(voice => voice.Address).Except(known));
    }

    [Fact]
    public void Nothing_in_it_could_be_real()
    {
        var outside = Correspondence
            .Write(Now, 1)
            .SelectMany(l => l.To.Concat(l.Cc).Append(l.From))
            .Where(v => !v.IsOurs);

        Assert.All(outside, voice => Assert.EndsWith(".example", voice.Address, StringComparison.Ordinal));
    }
}
