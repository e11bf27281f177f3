using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats.Summary;

namespace CraneAnomaly.Tests.Sinks;

public class ViolationListTests
{
    [Fact]
    public void Describe_EachCode_IsOneSentenceOfItsOwn()
    {
        var seen = new HashSet<string>();
        foreach (var violation in Enum.GetValues<Violation>())
        {
            string meaning = violation.Describe();
            Assert.Matches(@"^[A-Z][^.\n]+\.$", meaning);
            Assert.True(seen.Add(meaning), meaning);
        }
    }

    [Fact]
    public void Describe_UnknownCode_IsEmpty() => Assert.Equal("", ((Violation)60000).Describe());

    [Fact]
    public void Print_Always_HasALineForEachCode()
    {
        using var text = new StringWriter { NewLine = "\n" };
        ViolationList.Print(text);
        var lines = text.ToString().TrimEnd().Split('\n');
        Assert.Equal(Enum.GetValues<Violation>().Length, lines.Length); // A heading instead of "none".
        Assert.StartsWith("CODE ", lines[0]);
        foreach (var violation in Enum.GetValues<Violation>().Skip(1))
        {
            Assert.Single(lines, l => l.StartsWith(violation.Name() + " ") && l.EndsWith(violation.Describe()));
        }
    }
}
