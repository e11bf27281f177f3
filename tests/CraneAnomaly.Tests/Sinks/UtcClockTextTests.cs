using System.Globalization;
using System.Text;
using CraneAnomaly.Sinks.Formats;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks;

public class UtcClockTextTests
{
    private readonly UtcClockText _clock = new();

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_709_164_799_999_999_999, "2024-02-28T23:59:59.999999999Z")]
    [InlineData(1_709_164_800_000_000_000, "2024-02-29T00:00:00.000000000Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void Write_Extremes_AreExact(long timestampNs, string expected)
    {
        // Twice, as the second time comes out of what was kept.
        Assert.Equal(expected, Write(timestampNs));
        Assert.Equal(expected, Write(timestampNs));
    }

    [Property]
    public void Write_TimesInAnyOrder_AreExact(long[] times)
    {
        foreach (long time in times)
        {
            long near = time % 3_000_000_000;
            Assert.Equal(Expected(time), Write(time));
            Assert.Equal(Expected(near), Write(near));
        }
    }

    private static string Expected(long ns)
    {
        long ticks = Math.DivRem(ns, 100, out long rest);
        if (rest < 0) (ticks, rest) = (ticks - 1, rest + 100);
        string hundreds = DateTime.UnixEpoch.AddTicks(ticks)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        return hundreds + rest.ToString("00", CultureInfo.InvariantCulture) + "Z";
    }

    private string Write(long timestampNs)
    {
        var text = new AsciiCursor(new byte[UtcClockText.Length]);
        _clock.Write(ref text, timestampNs);
        return Encoding.ASCII.GetString(text.Written);
    }
}
