"""The systems that medical codes come from, as health records name them.

Source: HL7 Terminology (THO); the OID of ICD-11 as French national terminology uses it.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.content.model import CodeSystem


@dataclass(frozen=True)
class System:
    """`oid` is what HL7 registers; `uri` what FHIR says instead, where it has a name of its own."""

    oid: str
    uri: str


SYSTEMS = {
    CodeSystem.ICD_10_CM: System("2.16.840.1.113883.6.90", "http://hl7.org/fhir/sid/icd-10-cm"),
    CodeSystem.ICD_10: System("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10"),
    CodeSystem.ICD_11: System("2.16.840.1.113883.6.347", "http://id.who.int/icd/release/11/mms"),
    CodeSystem.SNOMED_CT: System("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    CodeSystem.MESH: System("2.16.840.1.113883.6.177", "https://www.nlm.nih.gov/mesh"),
}
