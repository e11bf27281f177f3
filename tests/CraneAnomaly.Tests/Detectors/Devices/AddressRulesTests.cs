using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Devices;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Detectors.Devices;

public sealed class AddressRulesTests : IFindingSink
{
    private const long SecondNs = 1_000_000_000;

    private static readonly IpAddress s_plc = IpAddress.FromV4(0x0A_00_00_0B);
    private static readonly MacAddress s_own = new(0x0200_0000_0001), s_other = new(0x0200_0000_0002);

    private readonly AddressRules _rules;
    private readonly List<Finding> _told = [];

    public AddressRulesTests() => _rules = new(this);

    bool IFindingSink.Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => false;

    void IFindingSink.Report(Finding finding) => _told.Add(finding);

    [Fact]
    public void Claims_InArp_ByTurns_AreWorseThanOne()
    {
        Claim(s_own, 0);
        Claim(s_other, 10);
        Claim(s_own, 20);

        Assert.Equal([65, 75], _told.Select(finding => finding.Severity));
        Assert.Equal((s_own.ToString(), s_other.ToString()), (_told[0].Before, _told[0].After));
    }

    [Fact]
    public void Claim_LongAfterTheOther_IsADeviceThatWasReplaced()
    {
        Claim(s_own, 0);
        Claim(s_other, 400);

        Assert.Empty(_told);
    }

    [Fact]
    public void Claim_AgainstTheList_IsToldAtOnce()
    {
        Claim(s_other, 0, owner: s_own);

        Assert.Equal(75, Assert.Single(_told).Severity);
        Assert.Contains("device list", _told[0].Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Packets_FromBothSidesOfARouter_AreForTheLog()
    {
        Claim(s_own, 0, protocol: OtProtocol.Unknown);
        Claim(s_other, 1, protocol: OtProtocol.Unknown);

        Assert.Equal(35, Assert.Single(_told).Severity);
    }

    // RFC 9568, 7.3; RFC 2281, 4.
    [Theory]
    [InlineData(0x0000_5E00_0107)]
    [InlineData(0x0000_5E00_0207)]
    [InlineData(0x0000_0C07_AC07)]
    public void Claim_OfAVirtualRouter_IsByDesign(ulong mac)
    {
        Claim(s_own, 0);
        Claim(new(mac), 1);
        Claim(s_own, 2);

        Assert.Empty(_told);
    }

    [Fact]
    public void Claims_OfADeviceWithManyAddresses_AreThoseOfARouter()
    {
        for (uint i = 0; i < 3; i++) Claim(s_other, 0, address: IpAddress.FromV4(0x0A_00_01_00 + i));
        Claim(s_own, 1);
        Claim(s_other, 2);

        Assert.Empty(_told);
    }

    private void Claim(
        MacAddress mac, long second, MacAddress owner = default, OtProtocol protocol = OtProtocol.Arp, IpAddress? address = null)
    {
        var flow = FlowIdentity.None;
        var record = new OtRecord { TimestampNs = second * SecondNs, Protocol = protocol };
        _rules.OnAddress(mac, address ?? s_plc, owner, record, new(in flow, default, default));
    }
}
