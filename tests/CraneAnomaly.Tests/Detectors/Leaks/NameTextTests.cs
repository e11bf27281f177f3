using System.Text;
using CraneAnomaly.Detectors.Leaks;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Detectors.Leaks;

public class NameTextTests
{
    // Vectors of RFC 4648, 10, without padding: labels have none.
    [Theory]
    [InlineData("my", "f")]
    [InlineData("mzxq", "fo")]
    [InlineData("mzxw6", "foo")]
    [InlineData("mzxw6yq", "foob")]
    [InlineData("mzxw6ytb", "fooba")]
    [InlineData("mzxw6.ytboi", "foobar")]
    [InlineData("mzxw6-ytboi", "foo")]
    [InlineData("", "")]
    public void Base32_OfVectors_IsTheirText(string labels, string text) => Assert.Equal(text, Decode(labels, NameText.Base32));

    [Theory]
    [InlineData("666f6f626172", "foobar")]
    [InlineData("666f.6f62.6172", "foobar")]
    [InlineData("666f6", "fo")]
    [InlineData("xyz", "")]
    public void Hexadecimal_OfLabels_IsTheirText(string labels, string text) => Assert.Equal(text, Decode(labels, NameText.Hexadecimal));

    [Property]
    public bool Decoders_OfAnyBytes_EndAndStayWithin(byte[] labels)
    {
        byte[] plain = new byte[NameText.MostBytes], output = new byte[8];
        int length = NameText.Plain(labels, plain);
        return length <= plain.Length && NameText.Base32(plain.AsSpan(0, length), output) <= output.Length
            && NameText.Hexadecimal(plain.AsSpan(0, length), output) <= output.Length;
    }

    private static string Decode(string labels, Func<ReadOnlySpan<byte>, Span<byte>, int> decode)
    {
        byte[] plain = new byte[NameText.MostBytes], output = new byte[NameText.MostBytes];
        int length = NameText.Plain(Encoding.ASCII.GetBytes(labels), plain);
        return Encoding.ASCII.GetString(output, 0, decode(plain.AsSpan(0, length), output));
    }
}
