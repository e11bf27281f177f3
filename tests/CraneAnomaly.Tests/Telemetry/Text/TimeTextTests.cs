using System.Globalization;
using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Text;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Telemetry.Text;

public class TimeTextTests
{
    [Theory]
    [InlineData("2026-03-01T04:12:09Z", "2026-03-01T04:12:09.000000000Z")]
    [InlineData("2026-03-01t04:12:09.3z", "2026-03-01T04:12:09.300000000Z")]
    [InlineData("2026-03-01 04:12:09.123456789", "2026-03-01T04:12:09.123456789Z")]
    [InlineData("2026-03-01T04:12:09.1234567891Z", "2026-03-01T04:12:09.123456789Z")]
    [InlineData("2026-03-01T05:12:09+01:00", "2026-03-01T04:12:09.000000000Z")]
    [InlineData("2026-02-28T22:42:09-05:30", "2026-03-01T04:12:09.000000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000000000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000000Z")]
    [InlineData("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000000Z")]
    [InlineData("0", "1970-01-01T00:00:00.000000000Z")]
    [InlineData("1772338329", "2026-03-01T04:12:09.000000000Z")]
    [InlineData("1772338329.25", "2026-03-01T04:12:09.250000000Z")]
    [InlineData("1772338329300", "2026-03-01T04:12:09.300000000Z")]
    [InlineData("1772338329300.5", "2026-03-01T04:12:09.300500000Z")]
    [InlineData("1772338329300123", "2026-03-01T04:12:09.300123000Z")]
    [InlineData("1772338329300123456", "2026-03-01T04:12:09.300123456Z")]
    [InlineData("1.772338329e9", "2026-03-01T04:12:09.000000000Z")]
    public void TryRead_Time_IsRead(string text, string expected)
    {
        Assert.True(TimeText.TryRead(Encoding.ASCII.GetBytes(text), out long ns));
        Assert.Equal(expected, EventTime.ToText(ns));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("1600-01-01T00:00:00Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-03-01T24:00:00Z")]
    [InlineData("2026-03-01T04:12:61Z")]
    [InlineData("2026-03-01T04:12:09.Z")]
    [InlineData("2026-03-01T04:12:09+0100")]
    [InlineData("2026-03-01T04:12:09X")]
    [InlineData("2026-03-01")]
    [InlineData("-5")]
    [InlineData("9999999999999999999")]
    [InlineData("99999999999")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public void TryRead_NoTime_IsRefused(string text) =>
        Assert.False(TimeText.TryRead(Encoding.ASCII.GetBytes(text), out _));

    [Property(MaxTest = 2000)]
    public bool TryRead_EveryTime_ComesBack(uint seconds, uint fraction)
    {
        long ns = seconds * 1_000_000_000L + fraction % 1_000_000_000;
        return TimeText.TryRead(Encoding.ASCII.GetBytes(EventTime.ToText(ns)), out long read) && read == ns;
    }

    [Property(MaxTest = 1000)]
    public bool TryReadDate_EveryDay_AgreesWithTheCalendar(int days)
    {
        var date = new DateTime(1678, 1, 1).AddDays((uint)days % 213_000);
        string text = date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + "Z";
        return TimeText.TryReadDate(Encoding.ASCII.GetBytes(text), out long ns)
            && ns / 1_000_000_000 == (date.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
    }

    [Property(MaxTest = 500)]
    public bool TryRead_AnyBytes_DoesNotThrow(byte[] bytes) => TimeText.TryRead(bytes, out _) || bytes.Length >= 0;
}
