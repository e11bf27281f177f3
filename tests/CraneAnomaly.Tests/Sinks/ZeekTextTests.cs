using System.Text;
using CraneAnomaly.Records;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Formats.Zeek;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks;

public class ZeekTextTests
{
    [Theory]
    [InlineData("", "(empty)")]
    [InlineData("-", @"\x2d")]
    [InlineData("(empty)", @"\x28empty)")]
    [InlineData("--", "--")]
    [InlineData("a b,c", "a b,c")]
    [InlineData("a\tb\nc\0", @"a\x09b\x0ac\x00")]
    [InlineData(@"a\x09", @"a\\x09")]
    [InlineData("Zürich", "Zürich")]
    [InlineData("\u0085\u007F", @"\xc2\x85\x7f")]
    public void Write_Text_IsEscapedAsZeekDoes(string text, string expected) =>
        Assert.Equal(expected, Escape(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Write_NoText_IsHexadecimal() => Assert.Equal(@"\xff\xc3(", Escape([0xFF, 0xC3, (byte)'(']));

    // Unescaping is written out here: it shares nothing with the writer.
    [Property(MaxTest = 500)]
    public void Write_AnyBytes_CanBeReadBackAndBreakNoRow(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        var escaped = Encoding.UTF8.GetBytes(Escape(bytes));
        Assert.DoesNotContain(escaped, b => b is (byte)'\t' or (byte)'\n');
        var back = new List<byte>();
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != (byte)'\\')
            {
                back.Add(escaped[i]);
            }
            else if (escaped[i + 1] == (byte)'\\')
            {
                back.Add((byte)'\\');
                i++;
            }
            else
            {
                back.Add(Convert.ToByte(Encoding.ASCII.GetString(escaped, i + 2, 2), 16));
                i += 3;
            }
        }

        Assert.Equal(bytes, back);
    }

    [Theory]
    [InlineData(1_500, "0.000002")]
    [InlineData(1_499, "0.000001")]
    [InlineData(0, "0.000000")]
    [InlineData(1_234_567_890_123_456_789, "1234567890.123457")]
    [InlineData(1_999_999_999, "2.000000")]
    [InlineData(-1_500_000_000, "-1.500000")]
    [InlineData(-200, "0.000000")]
    [InlineData(long.MaxValue, "9223372036.854776")]
    [InlineData(long.MinValue, "-9223372036.854776")]
    public void Seconds_AnyTime_HasSixDigits(long nanoseconds, string expected)
    {
        var row = new ZeekRow(new byte[ZeekRow.FixedBytes]);
        row.Seconds(nanoseconds);
        Assert.Equal(expected, Encoding.ASCII.GetString(row.Written));
    }

    [Fact]
    public void WriteLink_ManyLinks_AreDistinctAndOfOneLength()
    {
        var seen = new HashSet<string>();
        for (ulong link = 1; link <= 10_000; link++)
        {
            var row = new ZeekRow(new byte[ZeekRow.FixedBytes]);
            row.Link(link);
            string text = Encoding.ASCII.GetString(row.Written);
            Assert.Matches("^[0-9A-Za-z]{16}$", text);
            Assert.True(seen.Add(text));
        }
    }

    [Fact]
    public void Connection_ManyFlows_HaveUidsOfTheirOwnWhicheverSideIsTheClient()
    {
        var seen = new HashSet<string>();
        for (int flow = 0; flow < 5000; flow++)
        {
            var identity = SampleRecords.Flow(clientPort: (ushort)(flow % 7 + 1000));
            string uid = Uid(flow, identity);
            Assert.Matches("^C[0-9A-Za-z]{17}$", uid);
            Assert.True(seen.Add(uid));
            (identity.Originator, identity.Responder) = (identity.Responder, identity.Originator);
            (identity.OriginatorPort, identity.ResponderPort) = (identity.ResponderPort, identity.OriginatorPort);
            Assert.Equal(uid, Uid(flow, identity));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("11.0.0.1", false)]
    [InlineData("100.63.255.255", false)]
    [InlineData("100.64.0.0", true)]
    [InlineData("100.127.255.255", true)]
    [InlineData("172.15.255.255", false)]
    [InlineData("172.31.255.255", true)]
    [InlineData("192.168.1.6", true)]
    [InlineData("192.0.1.1", false)]
    [InlineData("192.0.2.1", true)]
    [InlineData("198.19.255.255", true)]
    [InlineData("198.20.0.0", false)]
    [InlineData("3.15.227.20", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", true)]
    [InlineData("::", true)]
    [InlineData("::1", true)]
    [InlineData("::2", false)]
    [InlineData("fe80::1", true)]
    [InlineData("fdff::1", true)]
    [InlineData("fec0::1", false)]
    [InlineData("2001:1ff::1", true)]
    [InlineData("2001:200::1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2002:c0a8:1::1", true)]
    [InlineData("2002:808:808::1", false)]
    [InlineData("64:ff9b:1::1", true)]
    [InlineData("100::1", true)]
    [InlineData("2606:4700::1", false)]
    public void Contains_Address_IsLocalAsZeekSays(string text, bool expected)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        Assert.Equal(expected, ZeekLocalNetworks.Contains(address));
    }

    private static string Escape(byte[] text)
    {
        var to = new AsciiCursor(new byte[text.Length * ZeekText.MaxExpansion + 8]);
        ZeekText.Write(ref to, text);
        return Encoding.UTF8.GetString(to.Written);
    }

    private static string Uid(int flow, FlowIdentity identity)
    {
        var row = new ZeekRow(new byte[ZeekRow.FixedBytes]);
        row.Connection(flow, in identity);
        return Encoding.ASCII.GetString(row.Written).Split('\t')[0];
    }
}
