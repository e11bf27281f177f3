using System.Text;
using System.Text.Json;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Tests.Sinks;

public class JsonTextTests
{
    [Theory]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("\u0085\u009b", "\\u0085\\u009b")]
    [InlineData("\u2027\u202a\u00e9", "\u2027\u202a\u00e9")]
    public void Write_SeparatorsAndControls_AreEscapedAndNothingElse(string text, string expected)
    {
        var to = new AsciiCursor(new byte[64]);
        JsonText.Write(ref to, Encoding.UTF8.GetBytes(text));

        Assert.Equal(expected, Encoding.UTF8.GetString(to.Written), ignoreCase: true);
    }

    [Fact]
    public void WithoutSeparators_JsonWithThem_MeansTheSame()
    {
        byte[] json = [.. "{\"a\u2028\":\"\\\\\u2029\\n\"}"u8];
        var without = JsonText.WithoutSeparators(json);

        Assert.DoesNotContain((byte)0xE2, without.ToArray());
        Assert.Equal("\\\u2029\n", JsonDocument.Parse(without.ToArray()).RootElement.GetProperty("a\u2028").GetString());
    }

    [Fact]
    public void WithoutSeparators_JsonWithoutThem_IsTheSameMemory()
    {
        ReadOnlySpan<byte> json = "{\"a\":\"\u20ac\"}"u8;

        Assert.True(json == JsonText.WithoutSeparators(json));
    }
}
