// The list of all detectors, in the order of a connection's life.
import type { ConnectionDetector, SubjectDetector } from "./detector.ts";

export const CONNECTION_DETECTORS: readonly ConnectionDetector[] = [];

export const SUBJECT_DETECTORS: readonly SubjectDetector[] = [];
