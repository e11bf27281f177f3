using System.Text;
using CraneAnomaly.Records.Cargo;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Records.Cargo;

public class ContainerNumbersTests
{
    [Theory]
    [InlineData("CSQU3054383", true)]
    [InlineData("ZEPU0037255", true)]
    [InlineData("CSQU 305438 3", true)]
    [InlineData("CSQU-305438-3", true)]
    [InlineData("MSCU6639871", false)]
    [InlineData("CSQU3054384", false)]
    [InlineData("CSQX3054383", false)]
    [InlineData("csqu3054383", false)]
    [InlineData("CSQU305438", false)]
    [InlineData("", false)]
    public void IsValid_OfPublishedNumbers_IsWhatIsPublished(string text, bool valid) =>
        Assert.Equal(valid, ContainerNumbers.IsValid(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("{\"id\":\"CSQU3054383\",\"other\":\"ZEPU0037255\"}", "CSQU3054383 ZEPU0037255")]
    [InlineData("XCSQU3054383", "")]
    [InlineData("CSQU30543831", "")]
    [InlineData("CSQU3054383_", "")]
    [InlineData("UUUUUUUCSQU CSQU3054383", "CSQU3054383")]
    [InlineData("CSQU305438 CSQU3054383", "CSQU3054383")]
    [InlineData("CSQU  3054383", "")]
    public void TryFind_InText_FindsWholeWordsOnly(string text, string numbers) => Assert.Equal(numbers, string.Join(' ', Find(text)));

    // The check digit by the annex, written otherwise: a table of values, and powers of two.
    [Property]
    public bool TryFind_OfAnyNumberInAnyText_FindsIt(int seed, int before, int after)
    {
        var random = new Random(seed);
        int[] values = new int[26];
        for (int i = 0, value = 10; i < 26; i++, value++)
        {
            if (value % 11 == 0) value++;
            values[i] = value;
        }

        string prefix = string.Concat(Enumerable.Range(0, 3).Select(_ => (char)('A' + random.Next(26)))) + "UJZ"[random.Next(3)];
        string serial = random.Next(1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
        double sum = 0;
        for (int i = 0; i < 10; i++) sum += (i < 4 ? values[prefix[i] - 'A'] : (prefix + serial)[i] - '0') * Math.Pow(2, i);
        int check = (int)(sum % 11);
        string number = prefix + serial + (check == 10 ? 0 : check);
        string text = new string('\0', Math.Abs(before % 40)) + number + new string(';', Math.Abs(after % 40));
        return Find(text) is [var found] && found == number;
    }

    [Property]
    public bool TryFind_OfAnyBytes_EndsAtTheEnd(byte[] bytes)
    {
        Span<byte> number = stackalloc byte[ContainerNumbers.Length];
        int at = 0, steps = 0;
        while (ContainerNumbers.TryFind(bytes, ref at, number)) steps++;
        return at == bytes.Length && steps <= bytes.Length / ContainerNumbers.Length;
    }

    [Theory]
    [InlineData("UNB+UNOA:2+X+Y+260302:0700+1'UNH+1+BAPLIE:D:95B:UN:SMDG22'", ManifestKind.Baplie)]
    [InlineData("UNH+REF123+CODECO:D:95B:UN'", ManifestKind.Codeco)]
    [InlineData("UNH+12345678901234567+CODECO:D:95B:UN'", ManifestKind.None)]
    [InlineData("UNH+1+INVOIC:D:95B:UN'UNH+2+COARRI:D:95B'", ManifestKind.Coarri)]
    [InlineData("BAPLIE", ManifestKind.None)]
    [InlineData("UNH+", ManifestKind.None)]
    public void Find_OfAMessage_IsItsType(string text, ManifestKind kind) => Assert.Equal(kind, Manifests.Find(Encoding.ASCII.GetBytes(text)));

    private static List<string> Find(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text), number = new byte[ContainerNumbers.Length];
        var found = new List<string>();
        for (int at = 0; ContainerNumbers.TryFind(bytes, ref at, number);) found.Add(Encoding.ASCII.GetString(number));
        return found;
    }
}
