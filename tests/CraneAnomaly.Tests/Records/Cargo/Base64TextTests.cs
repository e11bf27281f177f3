using System.Text;
using System.Text.RegularExpressions;
using CraneAnomaly.Records.Cargo;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Records.Cargo;

public sealed partial class Base64TextTests
{
    [Property]
    public bool TryFind_AnyBytes_GivesTheRunsThatAreLongEnough(int[] choices)
    {
        // Mostly letters, so that runs come to be.
        string text = string.Concat(choices.Select(choice => (choice & 31) switch { 0 => ' ', 1 => '=', 2 => '\n', 3 => '\0', var other => "aZ09+/-_"[other % 8] }));

        return Found(Encoding.Latin1.GetBytes(text)).SequenceEqual(Runs().Matches(text).Select(match => (match.Index, match.Index + match.Length)));
    }

    [Theory]
    [InlineData("TVNDVTEyMzQ1NjA", 0)]
    [InlineData("TVNDVTEyMzQ1NjAx", 1)]
    [InlineData("TVNDVTEyMzQ1NjAx=TVNDVTEy", 1)]
    [InlineData("TVNDVTEy\r\nMzQ1NjAx", 1)]
    public void TryFind_RunsOfLetters_AreThoseOfSixteenAndMore(string text, int runs) => Assert.Equal(runs, Found(Encoding.ASCII.GetBytes(text)).Count);

    [Property]
    public bool MayHoldNumber_OfANumberAmongOtherBytes_IsTrue(byte[] before, uint serial, byte category, byte separators)
    {
        string number = $"MSC{"UJZ"[category % 3]}{((separators & 1) != 0 ? " " : "")}{serial % 1_000_000:000000}{((separators & 2) != 0 ? "-" : "")}{serial % 10}";
        string text = Convert.ToBase64String([.. before, .. Encoding.ASCII.GetBytes(number + "..")]).TrimEnd('=');

        return Base64Text.MayHoldNumber(Encoding.ASCII.GetBytes(text));
    }

    private static List<(int Begin, int End)> Found(byte[] bytes)
    {
        var found = new List<(int, int)>();
        for (int at = 0; Base64Text.TryFind(bytes, ref at, out int begin);) found.Add((begin, at));
        return found;
    }

    // RFC 4648, 4 and 5, and the line ends of RFC 2045, 6.8.
    [GeneratedRegex(@"[A-Za-z0-9+/\-_\r\n]{16,}", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();
}
