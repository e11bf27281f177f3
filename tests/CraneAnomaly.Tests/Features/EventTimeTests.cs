using System.Globalization;
using CraneAnomaly.Records;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Features;

public class EventTimeTests
{
    private const long First = -9_214_560_000_000_000_000; // 1678-01-01
    private const long Last = 9_214_646_399_999_999_999; // 2261-12-31

    [Property(MaxTest = 1000)]
    public void TryParse_OfText_GivesTheTimeBack(long drawn)
    {
        long ns = Math.Clamp(drawn, First, Last);
        string text = EventTime.ToText(ns);

        Assert.Equal(30, text.Length);
        Assert.True(EventTime.TryParse(text, out long back));
        Assert.Equal(ns, back);
    }

    [Property(MaxTest = 500)]
    public void ToText_OfAnyTime_IsWhatTheFrameworkSays(long drawn)
    {
        long ticks = Math.Clamp(drawn, First, Last) / 100;
        string expected = DateTime.UnixEpoch.AddTicks(ticks).ToString("yyyy-MM-ddTHH:mm:ss.fffffff",
            CultureInfo.InvariantCulture);
        Assert.Equal(expected + "00Z", EventTime.ToText(ticks * 100));
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(1_772_338_329_300_000_001, "2026-03-01T04:12:09.300000001Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    public void ToText_Known_IsRfc3339WithNineDigits(long ns, string text) => Assert.Equal(text, EventTime.ToText(ns));

    [Theory]
    [InlineData("2026-03-01T04:12:09Z", 1_772_338_329_000_000_000)]
    [InlineData("2026-03-01T05:12:09+01:00", 1_772_338_329_000_000_000)]
    [InlineData("2026-03-01T04:12:09.5Z", 1_772_338_329_500_000_000)]
    [InlineData("2026-03-01T04:12:09.1234567899Z", 1_772_338_329_123_456_789)]
    [InlineData("2026-02-28 23:12:09.25-05:00", 1_772_338_329_250_000_000)]
    [InlineData("2026-03-01t04:12:09z", 1_772_338_329_000_000_000)]
    [InlineData("2026-03-01T09:57:09+05:45", 1_772_338_329_000_000_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    [InlineData("1772338329", 1_772_338_329_000_000_000)]
    [InlineData("1772338329.000000001", 1_772_338_329_000_000_001)]
    [InlineData("999999999.5", 999_999_999_500_000_000)]
    public void TryParse_Known_IsRead(string text, long ns)
    {
        Assert.True(EventTime.TryParse(text, out long read));
        Assert.Equal(ns, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("1500-01-01T00:00:00Z")]
    [InlineData("2500-01-01T00:00:00Z")]
    [InlineData("12:00")]
    [InlineData("2026")]
    [InlineData("20260301")]
    [InlineData("2026-03-01")]
    [InlineData("2026-03-01T04:12Z")]
    [InlineData("2026-03-01T04:12:09")]
    [InlineData("2026-03-01T04:12:09+1:00")]
    [InlineData("2026-03-01T04:12:09+0100")]
    [InlineData("2026-03-01T04:12:09+24:00")]
    [InlineData("2026-03-01T04:12:09.Z")]
    [InlineData("2026-03-01T04:12:09Z ")]
    [InlineData(" 2026-03-01T04:12:09Z")]
    [InlineData("2026-02-29T04:12:09Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("0000-03-01T00:00:00Z")]
    [InlineData("March 1, 2026")]
    [InlineData("-1772338329")]
    [InlineData("1772338329000")]
    [InlineData("9999999999")]
    [InlineData("1772338329.")]
    [InlineData("1772338329s")]
    public void TryParse_NoTime_IsFalse(string text) => Assert.False(EventTime.TryParse(text, out _));
}
