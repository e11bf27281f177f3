using System.Text;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Records;

// Vectors of the specification's baseline (github.com/corelight/community-id-spec).
public class CommunityIdTests
{
    [Theory]
    [InlineData("128.232.110.120", 34855, "66.35.250.204", 80, 6, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData("66.35.250.204", 80, "128.232.110.120", 34855, 6, "1:LQU9qZlK+B5F3KDmev6m5PMibrg=")]
    [InlineData("192.168.1.52", 54585, "8.8.8.8", 53, 17, "1:d/FP5EW3wiY1vCndhwleRRKHowQ=")]
    [InlineData("192.168.0.89", 8, "192.168.0.1", 0, 1, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    [InlineData("192.168.0.1", 0, "192.168.0.89", 0, 1, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk=")]
    public void Format_KnownFlows_AreTheSpecificationsIds(
        string source, ushort sourcePort, string target, ushort targetPort, byte protocol, string expected)
    {
        Assert.True(IpAddress.TryParse(source, out var originator));
        Assert.True(IpAddress.TryParse(target, out var responder));
        var flow = new FlowIdentity
        {
            Originator = originator,
            Responder = responder,
            OriginatorPort = sourcePort,
            ResponderPort = targetPort,
            IpProtocol = protocol,
        };
        Span<byte> text = stackalloc byte[CommunityId.TextLength];
        int length = CommunityId.Format(in flow, text);
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..length]));
    }
}
