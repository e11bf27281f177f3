using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.ModbusEncoder;

namespace CraneAnomaly.Simulator.Traffic.Intrusion;

/// <summary>
/// The controller of a crane as a Modbus server (Application Protocol V1.1b3). Registers: 0-9 constants, 100-111 what
/// the crane does, 200-211 parameters; coils 0-15. Anything else is an illegal data address.
/// </summary>
internal sealed class CraneController(string product, long startNs, Noise noise)
{
    private const int SetPoint = 200, SpeedLimit = 210, FloodLights = 3;
    private const long StepNs = 100 * Agenda.Millisecond;

    private readonly CraneMotion _motion = new(noise);
    private readonly int[] _constants = [4, 2, 7, 1, 2031, 117, 0, 1, 65, 61];

    // Set point, ramps, brake test interval and other parameters, speed limit in percent, lamp test.
    private readonly int[] _parameters = [90, 60, 60, 20, 168, 32, 250, 40, 15, 3, 100, 0];
    private long _nowNs = startNs;
    private int _steps;
    private bool _lights = true, _listenOnly;

    /// <summary>The response to a request, or null: in listen-only mode there is none.</summary>
    public byte[]? Answer(byte[] request, long at)
    {
        Advance(at);
        if (_listenOnly) return null;
        int address = request.Length >= 3 ? request[1] << 8 | request[2] : -1;
        int value = request.Length >= 5 ? request[3] << 8 | request[4] : -1;
        switch (request[0])
        {
            case 1 when address + value <= 16:
                return Bits(1, [.. Coils()[address..(address + value)]]);
            case 3 when Registers(address, value) is { } registers:
                return ModbusEncoder.Registers(3, registers);
            case 5 when address == FloodLights:
                _lights = value != 0;
                return request;
            case 6 when address is >= SetPoint and <= 211:
                _parameters[address - SetPoint] = value;
                return request;
            case 8 when address == 4:
                // Force listen only mode: no response is returned (6.8.1).
                _listenOnly = true;
                return null;
            case 8 when address == 0:
                return request;
            case 43:
                return Identification(request[2], "Example Crane Drives", product, "2.7.1");
            case 1 or 3 or 5 or 6:
                return ModbusEncoder.Exception(request[0], 2);
            default:
                return ModbusEncoder.Exception(request[0], 1);
        }
    }

    private void Advance(long at)
    {
        for (; _nowNs + StepNs <= at; _nowNs += StepNs, _steps++)
            _motion.Advance(_parameters[0] / 100.0 * (_parameters[SpeedLimit - SetPoint] / 100.0));
    }

    private int[]? Registers(int address, int quantity)
    {
        var (first, block) = address switch
        {
            < 100 => (0, _constants),
            < 200 => (100, Measurements()),
            _ => (200, _parameters),
        };
        int at = address - first;
        return at + quantity <= block.Length ? block[at..(at + quantity)] : null;
    }

    private int[] Measurements() =>
    [
        Whole(_motion.Hoist.Position * 100), Whole(_motion.Hoist.Speed * 1000),
        Whole(_motion.Trolley.Position * 100), Whole(_motion.Trolley.Speed * 1000),
        Whole(_motion.Gantry.Position * 10), Whole(_motion.Gantry.Speed * 1000),
        _motion.Load, _motion.Wind,
        Whole(40 + 180 * Math.Abs(_motion.Hoist.Speed) + 45 * Math.Abs(_motion.Trolley.Speed)),
        _parameters[SpeedLimit - SetPoint], _parameters[0], _steps / 10 & 0xFFFF,
    ];

    private bool[] Coils() =>
    [
        true, _motion.Locked, !_motion.Locked, _lights, _motion.Landed,
        _motion.Hoist.Speed != 0, _motion.Trolley.Speed != 0, _motion.Gantry.Speed != 0,
        true, true, false, false, false, false, false, false,
    ];

    // Signed values are written in two's complement.
    private static int Whole(double value) => (int)Math.Round(value) & 0xFFFF;
}
