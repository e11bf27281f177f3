using CraneAnomaly.Features;
using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Devices;

/// <summary>What was learned of devices: which there are, and which of them command which controllers.</summary>
internal sealed class DeviceReference
{
    private const string SectionName = "devices";

    // Version 1 had no routers.
    private const int Version = 2;

    private const int MaxDevices = 65_536, MaxMasters = 65_536, MaxRouters = 1_024;

    private readonly ExactTable<IpAddress> _devices = new(MaxDevices);
    private readonly AssetTable _hosts = new(100_000);
    private readonly ExactTable<byte> _masters = new(MaxMasters);
    private readonly SortedSet<(ulong High, ulong Low)> _routers = [];

    /// <summary>Devices learned.</summary>
    public int Count => _devices.Count;

    /// <summary>Pairs of a master and its controller learned.</summary>
    public int Masters => _masters.Count;

    /// <summary>Devices and masters not remembered because a table was full.</summary>
    public long Refused => _devices.Refused + _hosts.Refused + _masters.Refused;

    /// <summary>The devices by hardware address, with the address by which each was met first.</summary>
    public IEnumerable<(MacAddress Mac, IpAddress Address)> All =>
        _devices.OrderByKey().Select(index => (new MacAddress(_devices.KeyAt(index).Low), _devices[index]));

    /// <summary>Learns a device.</summary>
    public void Add(MacAddress mac, IpAddress address)
    {
        int index = _devices.FindOrAdd(new(0, mac.Value), out bool added);
        if (index >= 0 && (added || _devices[index].IsNone)) _devices[index] = address;
    }

    /// <summary>Whether a device was learned.</summary>
    public bool Knows(MacAddress mac) => _devices.Find(new(0, mac.Value)) >= 0;

    /// <summary>Routers that were handed out or advertised themselves.</summary>
    public int Routers => _routers.Count;

    /// <summary>Learns a router.</summary>
    public void AddRouter(IpAddress router)
    {
        if (_routers.Count < MaxRouters) _routers.Add((router.High, router.Low));
    }

    /// <summary>Whether a router was learned.</summary>
    public bool KnowsRouter(IpAddress router) => _routers.Contains((router.High, router.Low));

    /// <summary>The routers, in words.</summary>
    public string RoutersText() => string.Join(", ", _routers.Take(4).Select(router => new IpAddress(router.High, router.Low).ToString()));

    /// <summary>Learns who commands a controller.</summary>
    public void AddMaster(in FlowIdentity flow) => _masters.FindOrAdd(KeyOf(flow), out _);

    /// <summary>Whether somebody commanded a controller.</summary>
    public bool KnowsMaster(in FlowIdentity flow) => _masters.Find(KeyOf(flow)) >= 0;

    public void Save(StateWriter writer)
    {
        writer.Section(SectionName, Version);
        writer.WriteInt32(_devices.Count);
        foreach (int index in _devices.OrderByKey())
        {
            writer.WriteInt64((long)_devices.KeyAt(index).Low);
            writer.WriteKey(new(_devices[index].High, _devices[index].Low));
        }

        TableState.WriteHosts(writer, _hosts);
        writer.WriteInt32(_masters.Count);
        foreach (int index in _masters.OrderByKey()) writer.WriteKey(_masters.KeyAt(index));
        writer.WriteInt32(_routers.Count);
        foreach (var (high, low) in _routers) writer.WriteKey(new(high, low));
    }

    public static DeviceReference Load(ref StateReader reader)
    {
        int version = reader.Section(SectionName, Version);
        var reference = new DeviceReference();
        for (int left = reader.ReadCount(24); left > 0; left--)
        {
            var mac = new MacAddress((ulong)reader.ReadInt64());
            var address = reader.ReadKey();
            if (reference.Knows(mac)) throw reader.Damaged("a device stands twice");
            reference.Add(mac, new(address.High, address.Low));
        }

        TableState.ReadHosts(ref reader, reference._hosts);
        for (int left = reader.ReadCount(16); left > 0; left--)
            if (reference._masters.FindOrAdd(reader.ReadKey(), out bool added) < 0 || !added) throw reader.Damaged("a master stands twice, or there are too many");
        for (int left = version < 2 ? 0 : TableState.ReadCount(ref reader, 16, MaxRouters); left > 0; left--)
        {
            var router = reader.ReadKey();
            reference.AddRouter(new(router.High, router.Low));
        }

        return reference;
    }

    private ExactKey KeyOf(in FlowIdentity flow) =>
        new(flow.ResponderPort, (ulong)(uint)_hosts.Number(flow.Originator) << 32 | (uint)_hosts.Number(flow.Responder));
}
