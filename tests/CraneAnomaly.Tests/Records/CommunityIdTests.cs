using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Records;

public class CommunityIdTests
{
    [Fact]
    public void Sha1_MessagesOfOneBlock_AsThePlatformHasIt()
    {
        var message = new byte[55];
        for (int i = 0; i < message.Length; i++) message[i] = (byte)(i * 73 + 250);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        for (int length = 0; length <= message.Length; length++)
        {
            CommunityId.Sha1(message.AsSpan(0, length), hash);
            Assert.Equal(SHA1.HashData(message.AsSpan(0, length)), hash.ToArray());
        }
    }

    // From corelight/community-id-spec, baseline/baseline_deflt.json.
    [Theory]
    [InlineData(6, "128.232.110.120", 34855, "66.35.250.204", 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData(6, "66.35.250.204", 80, "128.232.110.120", 34855, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData(17, "192.168.1.52", 54585, "8.8.8.8", 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=")]
    [InlineData(6, "2001:470:e5bf:dead:4957:2174:e82c:4887", 63943, "2607:f8b0:400c:c03::1a", 25, "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=")]
    [InlineData(132, "192.168.170.8", 7, "192.168.170.56", 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=")]
    [InlineData(1, "192.168.0.89", 8, "192.168.0.1", 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    [InlineData(1, "192.168.0.1", 0, "192.168.0.89", 8, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    [InlineData(1, "10.0.0.1", 11, "10.0.0.2", 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM=")]
    [InlineData(58, "fe80::200:86ff:fe05:80da", 135, "fe80::260:97ff:fe07:69ea", 136, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY=")]
    [InlineData(58, "3ffe:501:1800:2345::2", 3, "3ffe:507:0:1:200:86ff:fe05:80da", 0, "1:2ObVBgIn28oZvibYZhZMBgh7WdQ=")]
    [InlineData(58, "3ffe:501:0:1001::2", 129, "3ffe:507:0:1:200:86ff:fe05:80da", 128, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=")]
    [InlineData(58, "fe80::200:86ff:fe05:80da", 133, "ff02::2", 134, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=")]
    public void Format_VectorsOfTheSpecification_Equal(
        byte protocol, string source, int sourcePort, string destination, int destinationPort, string expected)
    {
        Assert.True(IpAddress.TryParse(source, out var from));
        Assert.True(IpAddress.TryParse(destination, out var to));
        var flow = new FlowIdentity
        {
            IpProtocol = protocol,
            Originator = from,
            Responder = to,
            OriginatorPort = (ushort)sourcePort,
            ResponderPort = (ushort)destinationPort,
        };
        Span<byte> text = stackalloc byte[CommunityId.TextLength];
        int length = CommunityId.Format(flow, text);
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..length]));
    }
}
