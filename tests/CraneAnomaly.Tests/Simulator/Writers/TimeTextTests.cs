using System.Globalization;
using System.Text;
using CraneAnomaly.Simulator.Writers;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Simulator.Writers;

public class TimeTextTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z")]
    [InlineData(Samples.Start, "2026-03-02T06:30:00Z", "2026-03-02T06:30:00.000Z")]
    [InlineData(Samples.Start + 120_000_000, "2026-03-02T06:30:00.120Z", "2026-03-02T06:30:00.120Z")]
    [InlineData(Samples.Start + 120_004_999, "2026-03-02T06:30:00.120004Z", "2026-03-02T06:30:00.120004Z")]
    public void Write_Time_HasTheDigitsItNeeds(long ns, string small, string row)
    {
        byte[] bytes = new byte[TimeText.MaxLength];

        Assert.Equal(small, TimeText.Of(ns));
        Assert.Equal(row, Encoding.ASCII.GetString(bytes, 0, new TimeText().Write(bytes, ns)));
    }

    [Property]
    public void Write_TimesInAnyOrder_AreReadBackToTheMicrosecond(uint[] steps)
    {
        var text = new TimeText();
        byte[] bytes = new byte[TimeText.MaxLength];
        foreach (uint step in steps)
        {
            long micros = (Samples.Start / 1000) + step * 1_000L;
            int length = text.Write(bytes, micros * 1000);
            var read = DateTimeOffset.Parse(Encoding.ASCII.GetString(bytes, 0, length), CultureInfo.InvariantCulture);

            Assert.Equal(micros, (read - DateTimeOffset.UnixEpoch).Ticks / 10);
        }
    }
}
