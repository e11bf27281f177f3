using System.Buffers.Binary;
using System.Net;
using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Records;

public class IpAddressTests
{
    [Fact]
    public void Format_ManyShapesOfIpv6_AsTheFrameworkWritesThem()
    {
        // Every pattern of zero groups, with large and small groups between.
        Span<byte> bytes = stackalloc byte[16];
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        foreach (ushort filler in (ushort[])[1, 0xAB, 0xFFFF, 0x5EFE, 0x1234])
        {
            for (int pattern = 0; pattern < 256; pattern++)
            {
                for (int i = 0; i < 8; i++)
                    BinaryPrimitives.WriteUInt16BigEndian(bytes[(2 * i)..], (pattern >> i & 1) == 0 ? (ushort)0 : filler);
                var address = IpAddress.ReadV6(bytes);
                if (address.IsV4) continue;
                Assert.Equal(new IPAddress(bytes).ToString(), Encoding.ASCII.GetString(text[..address.Format(text)]));
            }
        }
    }

    [Fact]
    public void Format_Ipv6_AllocatesNothing()
    {
        Assert.True(IpAddress.TryParse("2001:db8::1", out var address));
        Span<byte> text = stackalloc byte[IpAddress.MaxTextLength];
        address.Format(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) address.Format(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
